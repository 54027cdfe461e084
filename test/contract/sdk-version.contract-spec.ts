import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from '@jest/globals';

const FOLDER = resolve(process.env['REKOGNITION_SDK'] ?? 'node_modules/@aws-sdk/client-rekognition');

it('Suites use the SDK in the folder REKOGNITION_SDK, or the installed one', () => {
  expect(import.meta.resolve('@aws-sdk/client-rekognition')).toContain(`${pathToFileURL(FOLDER).href}/`);
});
