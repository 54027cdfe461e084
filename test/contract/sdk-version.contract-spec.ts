import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from '@jest/globals';

const FOLDER = resolve(process.env['REKOGNITION_SDK'] ?? 'node_modules/@aws-sdk/client-rekognition');

it('Suites speak through the SDK in the folder that REKOGNITION_SDK names, else through the installed one', () => {
  expect(import.meta.resolve('@aws-sdk/client-rekognition')).toContain(`${pathToFileURL(FOLDER).href}/`);
});
