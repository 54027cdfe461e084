import { getCACertificates, setDefaultCACertificates } from 'node:tls';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import type { Config } from '../../src/config/config.js';
import { accountsOf, tenant, TestApp } from '../harness/app.js';
import { CERTIFICATE, ConnectProxy } from '../harness/connect-proxy.js';
import { TestEngine } from '../harness/engine.js';
import { FakeClock } from '../harness/fake-clock.js';
import { TestIssuer } from '../harness/issuer.js';

const ACME = tenant('acme');
const AWS = { kind: 'aws' } as const;
const BEFORE = getCACertificates('default');

let engine: TestEngine;
let issuer: TestIssuer;
let proxy: ConnectProxy;
let app: TestApp;

beforeAll(() => setDefaultCACertificates([...BEFORE, CERTIFICATE]));
afterAll(() => setDefaultCACertificates(BEFORE));

beforeEach(async () => {
  engine = await TestEngine.start({ accounts: accountsOf([ACME]) });
  issuer = await TestIssuer.start(new FakeClock());
  proxy = await ConnectProxy.start(engine.url, issuer.url);
});
afterEach(async () => {
  await app.close();
  await proxy.close();
  await issuer.close();
  await engine.close();
});

async function serve(settings: Partial<Config>): Promise<void> {
  app = await TestApp.start(engine.url, { tenants: [ACME], httpsProxy: proxy.url, ...settings });
}

const createCollection = () => app.ask('/collections', { method: 'POST', body: { collectionId: 'staff' } });

describe('HTTPS_PROXY', () => {
  it('is used for Rekognition and STS, with persistent connections', async () => {
    await serve({ upstream: AWS });
    expect([(await app.ask('/collections')).status, (await app.ask('/collections')).status]).toEqual([200, 200]);
    expect(proxy.targets).toEqual(['sts.eu-west-1.amazonaws.com:443', 'rekognition.eu-west-1.amazonaws.com:443']);
  });

  it('is used for the keys of issuers', async () => {
    const jwksUri = 'https://keys.issuer.example/jwks';
    await serve({ issuers: [issuer.settings({ jwksUri })] });
    const { status } = await app.ask('/me', { key: '', headers: { authorization: `Bearer ${issuer.token()}` } });
    expect([status, proxy.targets]).toEqual([200, ['keys.issuer.example:443']]);
  });

  it('that rejects a tunnel counts as an unreachable upstream: nothing was sent, and another attempt follows', async () => {
    await serve({ upstream: AWS });
    await app.warm();
    proxy.refuses = true;
    const refused = await app.clock.passWaits(createCollection());
    expect([refused.status, refused.body['code'], refused.body['effect']]).toEqual([
      503,
      'upstream-unreachable',
      'none',
    ]);
    expect(proxy.targets.filter((target) => target.startsWith('rekognition')).length).toBe(3);
    expect(await engine.calls('CreateCollection')).toEqual([]);
  });

  it('that does not answer in time counts as an unreachable upstream', async () => {
    await serve({ upstream: AWS, connectTimeoutMs: 1_000 });
    await app.warm();
    proxy.hangs = true;
    const { status, body } = await app.clock.passWaits(createCollection());
    expect([status, body['code'], body['effect']]).toEqual([503, 'upstream-unreachable', 'none']);
  });

  it('that loses a tunnel during a write leads to effect unknown', async () => {
    await serve({ upstream: AWS });
    expect((await app.ask('/collections')).status).toBe(200);
    proxy.resets = true;
    const { status, body } = await app.clock.passWaits(createCollection());
    expect([status, body['code'], body['effect']]).toEqual([502, 'upstream-connection-lost', 'unknown']);
  });
});

describe('NO_PROXY', () => {
  it.each([
    ['localhost', []],
    ['other.example', ['localhost', 'localhost']],
  ])('of %s decides which hosts are reached through the proxy', async (noProxy, hosts) => {
    await serve({ upstream: { kind: 'url', url: proxy.directUrl }, noProxy });
    expect((await app.ask('/collections')).status).toBe(200);
    expect(proxy.targets.map((target) => target.split(':')[0])).toEqual(hosts);
  });
});

describe('the endpoints of AWS', () => {
  const of = (...hosts: string[]): string[] => hosts.map((host) => `${host}:443`);

  it.each<[string, Partial<Config>, string[]]>([
    [
      'FIPS',
      { upstream: AWS, fips: true },
      of('sts-fips.eu-west-1.amazonaws.com', 'rekognition-fips.eu-west-1.amazonaws.com'),
    ],
    ['dual-stack', { upstream: AWS, dualStack: true }, of('sts.eu-west-1.api.aws', 'rekognition.eu-west-1.api.aws')],
    [
      'a VPC endpoint of Rekognition, and STS at AWS',
      { upstream: AWS, rekognitionUrl: 'https://vpce.eu-west-1.amazonaws.com' },
      of('sts.eu-west-1.amazonaws.com', 'vpce.eu-west-1.amazonaws.com'),
    ],
    [
      'one URL for both',
      { upstream: { kind: 'url', url: 'https://both.eu-west-1.amazonaws.com' } },
      of('both.eu-west-1.amazonaws.com', 'both.eu-west-1.amazonaws.com'),
    ],
    [
      'a URL of STS, which wins over the one of REKOGNITION',
      {
        upstream: { kind: 'url', url: 'https://both.eu-west-1.amazonaws.com' },
        stsUrl: 'https://sts-vpce.eu-west-1.amazonaws.com',
      },
      of('sts-vpce.eu-west-1.amazonaws.com', 'both.eu-west-1.amazonaws.com'),
    ],
  ])('are those of the settings: %s', async (_name, settings, targets) => {
    await serve(settings);
    expect((await app.ask('/collections')).status).toBe(200);
    expect(proxy.targets).toEqual(targets);
  });
});
