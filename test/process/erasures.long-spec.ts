import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { type ErasingService, ErasingServices } from '../harness/erasing-services.js';
import { ServiceProcess } from '../harness/service-process.js';

let services: ErasingServices;
let service: ErasingService;

beforeAll(async () => {
  services = await ErasingServices.prepared({ ERASURES: '{folder}/erasures.db' });
});

beforeEach(async () => {
  service = await services.start();
});

afterEach(() => services.kill());
afterAll(() => services.close());

describe('an erasure interrupted by kill -9', () => {
  // The call is carried out, and its answer is held back while the service is killed.
  it.each([
    ['after the plan was stored', 'DisassociateFaces'],
    ['after the user was deleted', 'DeleteUser'],
    ['after the faces were deleted', 'DeleteFaces'],
  ])('%s is completed by the next process', async (_when, operation) => {
    const { user, ids, path } = await services.user(3);
    await services.engine.hold(operation);
    const asked = service.ask('POST', path).catch(() => undefined);
    await services.engine.seen(1, operation);
    await services.kill();
    await asked;
    expect(await services.leftWhenDone(await services.start(), ids)).toEqual([]);
    await expect(services.people.facesOf('staff', user)).rejects.toThrow();
  });
});

describe('npm run receipt', () => {
  it('verifies a receipt with its ids, and rejects another user and a changed receipt', async () => {
    const [face = ''] = await services.people.user('staff', 'zoe', 1);
    const { receipt = '', salt } = await service.ask('POST', '/collections/staff/users/zoe/erasures');
    const file = join(services.folder, 'receipt');
    await writeFile(file, receipt);
    const jwks = ['--jwks', `${service.url}/.well-known/jwks.json`];
    const ids = (user: string) => ['--salt', salt, '--user-id', user, '--face-id', face];
    expect(await receiptCommand('verify', file, ...jwks, ...ids('zoe'))).toMatchObject({ code: 0 });
    expect(await receiptCommand('verify', file, ...jwks, ...ids('ann'))).toMatchObject({ code: 1 });
    const [head, body, signature] = receipt.split('.');
    const changed = Buffer.from(body!, 'base64url').toString().replace('"staff"', '"stuff"');
    await writeFile(file, [head, Buffer.from(changed).toString('base64url'), signature].join('.'));
    expect(await receiptCommand('verify', file, ...jwks)).toMatchObject({ code: 1 });
  });
});

describe('ERASURES', () => {
  it('ends a second process that uses the same file', async () => {
    const second = ServiceProcess.start('main.js', services.settings);
    expect(await second.ends()).not.toBe(0);
    expect(second.output).toContain('ERASURES');
  });
});

function receiptCommand(...args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['dist/cli/receipt.js', ...args], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
    );
  });
}
