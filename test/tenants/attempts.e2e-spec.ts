import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { type Config } from '../../src/config/config.js';
import { apiKey, tenant, TestApp } from '../harness/app.js';
import { eventually } from '../harness/eventually.js';
import { FakeClock } from '../harness/fake-clock.js';
import { TestIssuer } from '../harness/issuer.js';
import { rsaPair } from '../harness/tokens.js';

const ACME = tenant('acme');
const PROXY = { trustedProxies: [{ address: '127.0.0.1', prefixBits: 32 }] };
/** Nothing here reaches Rekognition. */
const NOWHERE = 'http://127.0.0.1:9';

let app: TestApp;

async function serve(settings: Partial<Config> = {}, clock?: FakeClock): Promise<void> {
  app = await TestApp.start(NOWHERE, { tenants: [ACME], ...settings }, clock);
}
afterEach(() => app.close());

interface Sender {
  /** The peer of the connection. */
  readonly peer?: string;
  readonly forwardedFor?: string;
}

/** Sends a request on a connection from any address. */
async function send(headers: Record<string, string>, { peer = '127.0.0.1', forwardedFor }: Sender = {}) {
  const answer = await app.app.inject({
    url: '/me',
    remoteAddress: peer,
    headers: { ...headers, ...(forwardedFor !== undefined && { 'x-forwarded-for': forwardedFor }) },
  });
  const { code } = JSON.parse(answer.body) as { code?: string };
  return { status: answer.statusCode, code, retryAfter: answer.headers['retry-after'] };
}

async function statusWith(key: string, sender: Sender = {}): Promise<number> {
  return (await send({ 'x-api-key': key }, sender)).status;
}

/** The number of answers by status for `count` different wrong keys. */
async function guess(count: number, sender: (number: number) => Sender = () => ({})): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (let number = 0; number < count; number += 1) {
    const status = await statusWith(`guess ${number}`, sender(number));
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

async function metric(labels: string): Promise<number> {
  const { text } = await app.ask('/metrics', { key: '' });
  const line = text.split('\n').find((each) => each.startsWith(`facade_failed_attempts_total{${labels}}`));
  return Number(line?.split(' ').at(-1) ?? 0);
}

describe('10,000 wrong keys from one address', () => {
  it('get 401 ten times a minute and 429 after that, while valid keys from there are served', async () => {
    await serve();
    const statuses: number[] = [];
    const rightful: number[] = [];
    for (let hundred = 0; hundred < 100; hundred += 1) {
      const guesses = Array.from({ length: 100 }, (_, number) => statusWith(`guess ${hundred * 100 + number}`));
      rightful.push(await statusWith('acme-key'));
      statuses.push(...(await Promise.all(guesses)));
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(9_990);
    expect(rightful).toEqual(Array<number>(100).fill(200));
    expect(await metric('credential="key",code="unauthenticated"')).toBe(10);
    expect(await metric('credential="key",code="too-many-attempts"')).toBe(9_990);
  });
});

describe('failed authentications', () => {
  it('get a Retry-After after which they are answered 401 again', async () => {
    await serve();
    await guess(1);
    await app.clock.advance(20_000);
    await guess(9);
    const refused = await send({ 'x-api-key': 'wrong' });
    expect(refused).toEqual({ status: 429, code: 'too-many-attempts', retryAfter: '40' });
    await app.clock.advance(40_000);
    expect([await statusWith('wrong'), await statusWith('wrong')]).toEqual([401, 429]);
  });

  it('are counted by address: other addresses still get 401', async () => {
    await serve();
    await guess(20, () => ({ peer: '198.51.100.1' }));
    expect(await guess(20, () => ({ peer: '198.51.100.2' }))).toEqual({ 401: 10, 429: 10 });
  });

  it('are counted by /64 network in IPv6', async () => {
    await serve();
    const sameHouse = (number: number): Sender => ({ peer: `2001:db8:0:1::${number.toString(16)}` });
    const otherHouses = (number: number): Sender => ({ peer: `2001:db8:0:${(number + 2).toString(16)}::1` });
    expect(await guess(30, sameHouse)).toEqual({ 401: 10, 429: 20 });
    expect(await guess(30, otherHouses)).toEqual({ 401: 30 });
  });

  it('are counted by credential, whatever addresses it comes from', async () => {
    await serve();
    const statuses: number[] = [];
    for (let number = 0; number < 15; number += 1) {
      statuses.push(await statusWith('leaked and withdrawn', { peer: `198.51.100.${number}` }));
    }
    expect(statuses).toEqual([...Array<number>(10).fill(401), ...Array<number>(5).fill(429)]);
    expect(await statusWith('another', { peer: '198.51.100.200' })).toBe(401);
  });

  it('never block a valid key or token from the same address', async () => {
    const issuer = await TestIssuer.start(new FakeClock());
    await serve({ issuers: [issuer.settings()] });
    await eventually(async () => (await send({ authorization: `Bearer ${issuer.token()}` })).status === 200);
    await guess(50);
    const forged = issuer.token({}, { ...rsaPair('first') });
    for (let time = 0; time < 20; time += 1) await send({ authorization: `Bearer ${forged}` });
    const good = ['acme-key', 'acme-read'].map((key) => send({ 'x-api-key': key }));
    const tokens = [issuer.token(), issuer.token({ sub: 'bob' })].map((token) =>
      send({ authorization: `Bearer ${token}` }),
    );
    const statuses = (await Promise.all([...good, ...tokens])).map(({ status }) => status);
    await issuer.close();
    expect(statuses).toEqual([200, 200, 200, 200]);
    expect(await metric('credential="token",code="too-many-attempts"')).toBe(20);
  });

  it('include those with a key from the moment it expires', async () => {
    const clock = new FakeClock();
    const expiring = tenant('brief', { apiKeys: [apiKey('brief-key', ['read'], clock.wallMs() + 1_000)] });
    await serve({ tenants: [expiring] }, clock);
    for (let time = 0; time < 20; time += 1) expect(await statusWith('brief-key')).toBe(200);
    await app.clock.advance(60_000);
    const statuses: number[] = [];
    for (let time = 0; time < 12; time += 1) statuses.push(await statusWith('brief-key'));
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429, 429]);
  });

  it('do not include requests without a credential', async () => {
    await serve();
    for (let time = 0; time < 50; time += 1) expect((await send({})).status).toBe(401);
    expect(await statusWith('wrong')).toBe(401);
    expect(await metric('credential="key",code="unauthenticated"')).toBe(1);
  });
});

describe('TRUSTED_PROXIES', () => {
  beforeEach(() => serve(PROXY));

  it('have the callers behind them counted separately', async () => {
    expect(await guess(20, () => ({ forwardedFor: '198.51.100.1' }))).toEqual({ 401: 10, 429: 10 });
    expect(await guess(20, () => ({ forwardedFor: '198.51.100.2' }))).toEqual({ 401: 10, 429: 10 });
  });

  it('are trusted only for the address that they add, not for addresses from callers', async () => {
    const inventive = (number: number): Sender => ({ forwardedFor: `203.0.113.${number}, 127.0.0.1, 198.51.100.1` });
    expect(await guess(30, inventive)).toEqual({ 401: 10, 429: 20 });
  });

  it('are counted themselves if they forward no valid address', async () => {
    const broken = ['unknown', '', '999.1.1.1', 'x'.repeat(5_000), ',,,', '203.0.113.1, _hidden'];
    expect(await guess(30, (number) => ({ forwardedFor: broken[number % broken.length]! }))).toEqual({
      401: 10,
      429: 20,
    });
  });

  it('are the only peers whose X-Forwarded-For counts', async () => {
    const liar = (number: number): Sender => ({ peer: '198.51.100.9', forwardedFor: `203.0.113.${number}` });
    expect(await guess(30, liar)).toEqual({ 401: 10, 429: 20 });
  });
});
