import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { accountsOf, tenant, TestApp } from '../harness/app.js';
import { TestEngine } from '../harness/engine.js';
import { eventually } from '../harness/eventually.js';
import { FakeClock } from '../harness/fake-clock.js';
import { TestIssuer } from '../harness/issuer.js';
import { ecPair, jwkOf, rsaPair, signedToken } from '../harness/tokens.js';
import { type Attack, ATTACKS, type Target } from './token-attacks.js';

const VARIANTS = 50;
const UNKNOWN = 'unknown-signing-key';
const TENANTS = [tenant('acme'), tenant('other', { awsAccount: '999988887777' })];

let engine: TestEngine;
let app: TestApp;
let target: Target;
let address = 0;
const judged = new Map<string, number>();

beforeAll(async () => {
  const clock = new FakeClock();
  const [rsa, ec] = [rsaPair('rsa'), ecPair('ec')];
  const [issuer, other, lair] = await Promise.all([
    TestIssuer.start(clock, rsa),
    TestIssuer.start(clock, rsaPair('rsa')),
    TestIssuer.start(clock, rsaPair('rsa')),
  ]);
  issuer.keys = [jwkOf(rsa), jwkOf(ec)];
  target = { issuer, rsa, ec, other, lair };
  engine = await TestEngine.start({ accounts: accountsOf(TENANTS) });
  app = await TestApp.start(engine.url, {
    tenants: TENANTS,
    issuers: [issuer.settings(), other.settings()],
    trustedProxies: [{ address: '127.0.0.1', prefixBits: 32 }],
  });
  await eventually(async () => (await Promise.all(rightful().map(statusOf))).every((status) => status === 200));
});

afterAll(async () => {
  await app.close();
  await engine.close();
  await Promise.all([target.issuer, target.other, target.lair].map((each) => each.close()));
});

/** Valid tokens that must be accepted in the same setup; otherwise the rejections would prove nothing. */
function rightful(): string[] {
  const { issuer, rsa, ec, other } = target;
  return [signedToken(rsa, issuer.claims()), signedToken(ec, issuer.claims()), signedToken(other.pair, other.claims())];
}

/** Each from a different address, so that every token is checked and none is rejected because of earlier ones. */
async function send(token: string) {
  address += 1;
  const forwarded = `203.0.${address >> 8}.${address & 255}`;
  return app.app.inject({
    method: 'GET',
    url: '/collections/staff/users/ann/faces',
    headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': forwarded },
  });
}

async function statusOf(token: string): Promise<number> {
  const { statusCode } = await app.app.inject({ url: '/me', headers: { authorization: `Bearer ${token}` } });
  return statusCode;
}

async function attack({ name, reasons, make }: Attack): Promise<void> {
  const tokens = Array.from({ length: VARIANTS }, (_, number) => make(target, number));
  expect(new Set(tokens).size).toBe(VARIANTS);
  const told = new Map<string, number>();
  app.logLines.length = 0;
  for (const token of tokens) {
    const { statusCode, body } = await send(token);
    const { requestId } = JSON.parse(body) as { requestId: string };
    const answer = `${statusCode} ${body.replaceAll(requestId, 'ID')}`;
    told.set(answer, (told.get(answer) ?? 0) + 1);
  }
  // Between two fetches it is not known whether a key exists.
  const undecided = [...told.keys()].filter((answer) => /^503 .*"code":"issuer-unavailable"/.test(answer));
  const refused = [...told.keys()].filter((answer) => !undecided.includes(answer));
  expect(refused).toEqual([expect.stringMatching(/^401 .*"code":"unauthenticated"/)]);
  const logged = reasonsTold();
  expect(logged).toEqual(reasons.filter((reason) => reason !== UNKNOWN || logged.includes(UNKNOWN)).sort());
  expect(undecided).toHaveLength(reasons.includes(UNKNOWN) && !logged.includes(UNKNOWN) ? 1 : 0);
  judged.set(name, tokens.length);
}

/** The reasons for rejected tokens in the log since the last call. Malformed tokens have no reason. */
function reasonsTold(): string[] {
  const reasons = app.logLines.splice(0).flatMap((line) => (JSON.parse(line) as { reason?: string }).reason ?? []);
  return [...new Set(reasons)].sort();
}

describe('tokens of attackers', () => {
  it.each(ATTACKS)('are not accepted: $name', attack);

  it('include at least 20 kinds with 50 tokens each, none of which reaches Rekognition, and valid tokens are accepted', async () => {
    expect(judged.size).toBe(ATTACKS.length);
    expect(judged.size).toBeGreaterThanOrEqual(20);
    expect([...judged.values()].every((count) => count === VARIANTS)).toBe(true);
    expect(await engine.calls()).toEqual([]);
    expect(await Promise.all(rightful().map(statusOf))).toEqual([200, 200, 200]);
  });

  it('cause no fetch of keys from another address, and few fetches', () => {
    const { issuer, other, lair } = target;
    expect(lair.fetches).toEqual([]);
    expect([...issuer.fetches, ...other.fetches]).toEqual(['/jwks', '/jwks']);
  });
});
