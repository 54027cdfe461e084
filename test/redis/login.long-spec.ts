import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { RedisSettings } from '../../src/config/redis-settings.js';
import { systemClock } from '../../src/resilience/time/clock.js';
import { Deadline } from '../../src/resilience/time/call-limits.js';
import { ATTEMPT, RedisAttempts } from '../../src/state/redis/redis-attempts.js';
import { connectTo } from '../../src/state/redis/redis-connection.js';
import { RedisIdempotencyStore } from '../../src/state/redis/redis-idempotency.store.js';
import { BEAT, type RedisLink } from '../../src/state/redis/redis-link.js';
import { RECORD } from '../../src/state/redis/redis-records.script.js';
import { RedisTurns, TAKE_TURNS, THROTTLED } from '../../src/state/redis/redis-turns.js';
import { LEASE, RedisUserLeases } from '../../src/state/redis/redis-user-leases.js';
import { freePort, HAS_REDIS, RedisServer } from '../harness/redis/redis-server.js';
import { openLink, settingsOf } from '../harness/redis/redis-world.js';
import { ServiceProcess } from '../harness/service-process.js';

const PASSWORD = 'a password of the facade';
const SCRIPTS = [ATTEMPT, BEAT, LEASE, RECORD, TAKE_TURNS, THROTTLED];
/** What the documentation lists, and the commands of the scripts. */
const COMMANDS = new Set([
  ...['eval', 'evalsha', 'wait', 'info'],
  ...SCRIPTS.flatMap(({ lua }) => [...lua.matchAll(/redis\.call\('(\w+)'/g)].map(([, name]) => name!.toLowerCase())),
]);

const describeWithRedis = HAS_REDIS ? describe : describe.skip;

describeWithRedis('Logging in at Redis', () => {
  let folder: string;
  let server: RedisServer;
  let tlsPort: number;

  const pathOf = (name: string): string => join(folder, name);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'facade-tls-'));
    makeCertificate(pathOf('key.pem'), pathOf('cert.pem'));
    writeFileSync(pathOf('password'), `${PASSWORD}\n`);
    writeFileSync(pathOf('secrets'), `${'s'.repeat(32)}\n`);
    tlsPort = await freePort();
    const files = ['--tls-cert-file', pathOf('cert.pem'), '--tls-key-file', pathOf('key.pem')];
    const trust = ['--tls-ca-cert-file', pathOf('cert.pem'), '--tls-auth-clients', 'no'];
    server = await RedisServer.start(['--tls-port', String(tlsPort), ...files, ...trust]);
    const rights = ['~rekognition-facade:*', '-@all', ...[...COMMANDS].map((name) => `+${name}`)];
    await server.ask('ACL', 'SETUSER', 'facade', 'on', `>${PASSWORD}`, ...rights);
  });

  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  /** What the link reported until it was up, or lost once. */
  async function linked(settings: RedisSettings, use: (link: RedisLink) => Promise<void>): Promise<string[]> {
    const { link, log } = await openLink(connectTo(settings));
    try {
      await use(link);
      return log.lines;
    } finally {
      await link.stop();
    }
  }

  const asUser = (password = PASSWORD): RedisSettings => ({
    ...settingsOf(server.port),
    username: 'facade',
    readPassword: () => password,
  });

  it('works for an ACL user that has only the documented rights, for every script', async () => {
    const lines = await linked(asUser(), async (link) => {
      const store = new RedisIdempotencyStore(systemClock, link);
      const place = { tenant: 'acme', key: 'key' };
      await store.reserve(place, { owner: 'one', fingerprint: 'input', leaseMs: 15_000 });
      expect(await store.markSent(place, 'one', false)).toBe(true);
      expect(await store.complete(place, 'one', Buffer.from('answer'))).toBe(true);
      const request = { quota: 'quota', flow: 'acme', weight: 1, turns: 9, perSecond: 5, burst: 4, fresh: false };
      expect((await new RedisTurns(link).take(request)).turnsMs.length).toBeGreaterThan(0);
      await new RedisTurns(link).throttled('quota', { throttledRate: 5, configured: 5 });
      expect(await new RedisAttempts(link, { most: 1, windowMs: 60_000, capacity: 1 }).note('one', 'two')).toBe(0);
      const limits = { deadline: Deadline.after(systemClock, 60_000), signal: new AbortController().signal };
      expect(await new RedisUserLeases(systemClock, link).hold('ann', limits, () => Promise.resolve(1))).toBe(1);
      await store.forget('acme');
    });
    expect(lines).toEqual(['up 1']);
  });

  it('fails with a wrong password, and the service continues without Redis', async () => {
    await expect(connect(asUser('wrong'))).rejects.toThrow(/WRONGPASS/);
    await linked(asUser('wrong'), expectAway);
  });

  it('does not accept an untrusted certificate', async () => {
    const settings = { ...asUser(), addresses: settingsOf(tlsPort).addresses, tls: true };
    const untrusted = { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' };
    await expect(connect(settings)).rejects.toMatchObject(untrusted);
    await linked(settings, expectAway);
  });

  it('works with TLS, user and password file from the settings, once the certificate is trusted', async () => {
    const service = ServiceProcess.start('main.js', {
      ...{ PORT: '0', HOST: '127.0.0.1', REKOGNITION: 'embedded', SECRETS_FILE: pathOf('secrets') },
      REDIS_URL: `rediss://facade@127.0.0.1:${tlsPort}`,
      REDIS_PASSWORD_FILE: pathOf('password'),
      NODE_EXTRA_CA_CERTS: pathOf('cert.pem'),
    });
    try {
      const url = `http://127.0.0.1:${await service.says(/"port":(\d+)/)}`;
      // On a busy machine, the link may be reported as away before its first answer.
      await service.says(/(redis up)/);
      const { details } = (await (await fetch(`${url}/health/ready`)).json()) as { details: object };
      expect(details).toMatchObject({ redis: 'up' });
      expect(service.output).not.toContain(readFileSync(pathOf('password'), 'utf8').trim());
    } finally {
      await service.ends('SIGKILL');
    }
  });
});

/** An attempt to connect, without the link. */
async function connect(settings: RedisSettings): Promise<void> {
  const controller = new AbortController();
  try {
    (await connectTo(settings)(controller.signal)).close();
  } finally {
    controller.abort();
  }
}

function expectAway({ isUp }: RedisLink): Promise<void> {
  expect(isUp).toBe(false);
  return Promise.resolve();
}

/** Self-signed, for 127.0.0.1. */
function makeCertificate(keyPath: string, certificatePath: string): void {
  const subject = ['-subj', '/CN=redis', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', keyPath, '-out', certificatePath];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...kind, ...subject, ...files], { stdio: 'ignore' });
}
