import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { nodeTooOld } from './node-version.js';

describe('nodeTooOld', () => {
  it('names the required version of Node to an older one', () => {
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };
    const [, oldest] = /^>=(\d+\.\d+)\.0$/.exec(engines.node) ?? [];
    for (const version of ['20.20.2', '24.14.9']) {
      expect(nodeTooOld(version)).toBe(`rekognition-facade needs Node ${oldest} or newer; this is Node ${version}.`);
    }
  });

  it.each(['24.15.0', '24.16.1', '25.0.0'])('accepts Node %s', (version) => {
    expect(nodeTooOld(version)).toBeUndefined();
  });
});
