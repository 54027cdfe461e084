import { Writable } from 'node:stream';

import { beforeEach, describe, expect, it } from '@jest/globals';

import { AuditOutput } from './audit-file.js';

let text: string;
let fault: Error | undefined;
let stream: Writable;
let output: AuditOutput;

beforeEach(() => {
  text = '';
  fault = undefined;
  stream = new Writable({
    write: (chunk, _encoding, done) => {
      if (fault === undefined) text += String(chunk);
      done(fault);
    },
  });
  output = new AuditOutput(stream);
});

const write = (...lines: string[]): Promise<void> => output.write(lines.map((line) => Buffer.from(line)));

describe('the audit on a stream', () => {
  it('begins without previous lines, and writes lines in one chunk', async () => {
    expect(await output.open()).toEqual({ lines: [], rest: Buffer.alloc(0) });
    expect(await output.open()).toBeUndefined();
    await write('one\n', 'two\n');
    expect(text).toBe('one\ntwo\n');
  });

  it('fails for every write once the stream has no reader, without ending the process', async () => {
    await output.open();
    fault = Object.assign(new Error(), { code: 'EPIPE' });
    await expect(write('one\n')).rejects.toMatchObject({ code: 'EPIPE' });
    await expect(write()).rejects.toThrow();
    expect(text).toBe('');
  });

  it('is closed without closing the stream', async () => {
    await output.open();
    await output.close();
    expect([stream.listenerCount('error'), stream.writable]).toEqual([0, true]);
  });
});
