import { globSync, readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

const OWN = 'test/architecture/machine-time.architecture-spec.ts';
const files = globSync(['test/**/*.ts', 'src/**/*.spec.ts'])
  .filter((path) => path !== OWN)
  .sort()
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

const filesWith = (pattern: RegExp): string[] => files.filter(({ text }) => pattern.test(text)).map(({ path }) => path);

describe('Tests, independent of the speed of the machine,', () => {
  it('do not read or wait for real time, except where the duration does not change the result', () => {
    expect(filesWith(/\b(setTimeout|setInterval)\b|performance\.now|hrtime|AbortSignal\.timeout/)).toEqual([
      // Against AWS only.
      'test/contract/kit.ts',
      'test/contract/remote.ts',
      // Blocks this process for a minimum time.
      'test/rekognition/breakers.e2e-spec.ts',
      // Callers that disconnect at random times.
      'test/security/signing.property.long-spec.ts',
      // An issuer that never completes its response.
      'test/tenants/jwt.e2e-spec.ts',
    ]);
  });

  it('set no time limits for tests or hooks', () => {
    expect(filesWith(/^\s*\},\s*(\d[\d_]*|[A-Z_]+_MS),?\s*\);$/m)).toEqual([]);
  });

  it('delay an answer until it is released, not for a short fixed time', () => {
    const brief = /fault: '[a-z-]+', latencyMs: ([1-9]\d{0,2}|[1-4]_?\d{3})\b/;
    expect(filesWith(brief).filter((path) => /\.(e2e|long)-spec\.ts$/.test(path))).toEqual([]);
  });

  it('start the engine through the harness, which controls its clock', () => {
    expect(
      filesWith(/\bstartEngine\(/).filter((path) => path.endsWith('-spec.ts') && !path.startsWith('test/contract/')),
    ).toEqual([]);
  });
});
