import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { Config } from './config.js';
import { ConfigInvalid } from './environment.js';
import { newReceiptKey } from './erasure-settings.js';
import { imageSlotsIn, memoryLimitBytes } from './image-slots.js';
import { DEMO_API_KEY, DEMO_TENANT } from '../demo/demo-tenant.js';
import { loadConfig } from './load-config.js';

type Variables = Readonly<Record<string, string>>;

const CANARY = 'canary-5f1c';
const SECRET = 'a secret of the service, 32 bytes or more';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'load-config-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function fileHolding(text: string | Buffer, name = 'file'): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Settings of a service on the embedded engine, which need nothing else. */
function embedded(variables: Variables = {}): Config {
  return loadConfig({ REKOGNITION: 'embedded', ...variables }, [], [DEMO_TENANT]);
}

function invalid(variables: Variables): ConfigInvalid {
  try {
    loadConfig(variables, []);
  } catch (error) {
    if (error instanceof ConfigInvalid) return error;
    throw error;
  }
  throw new Error('the settings were accepted');
}

function faults(variables: Variables): readonly string[] {
  return invalid({ REKOGNITION: 'embedded', ...variables }).faults;
}

describe('loadConfig', () => {
  it('has a default for everything on the embedded engine', () => {
    const { secrets, tenants, imageSlots, ...settings } = embedded();
    expect(settings).toMatchObject({
      production: false,
      host: '0.0.0.0',
      port: 3_000,
      basePath: '',
      metrics: 'on',
      docs: 'on',
      logLevel: 'info',
      operations: [],
      corsOrigins: [],
      connectTimeoutMs: 1_000,
      keepAliveMs: 650_000,
      hstsMaxAgeSeconds: 0,
      trustedProxies: [],
      drainDelayMs: 5_000,
      upstream: { kind: 'embedded' },
      issuers: [],
      quotas: { byAccount: new Map(), others: 'off' },
      replicas: 1,
      unmerged: new Set(),
      audit: { to: { kind: 'off' }, required: false },
    });
    expect(secrets.random).toBe(true);
    expect(imageSlots).toBe(imageSlotsIn(memoryLimitBytes()));
    expect(tenants).toEqual([DEMO_TENANT]);
  });

  it('returns the values that are set', () => {
    const settings = embedded({
      HOST: '127.0.0.1',
      PORT: '8080',
      BASE_PATH: '/faces/v1',
      METRICS_PORT: '9090',
      DOCS_PORT: '9091',
      LOG_LEVEL: 'debug',
      CORS_ORIGINS: 'https://app.example, http://localhost:5173',
      TRUSTED_PROXIES: '10.0.0.0/8, 192.0.2.7,2001:db8::/32',
      DRAIN_DELAY_MS: '0',
    });
    expect(settings).toMatchObject({
      host: '127.0.0.1',
      port: 8_080,
      basePath: '/faces/v1',
      metrics: { port: 9_090 },
      docs: { port: 9_091 },
      logLevel: 'debug',
      corsOrigins: ['https://app.example', 'http://localhost:5173'],
      trustedProxies: [
        { address: '10.0.0.0', prefixBits: 8 },
        { address: '192.0.2.7', prefixBits: 32 },
        { address: '2001:db8::', prefixBits: 32 },
      ],
      drainDelayMs: 0,
    });
  });

  it('omits features that are off, whatever port is set for them', () => {
    const settings = embedded({ METRICS: 'off', METRICS_PORT: '9090', DOCS: 'off' });
    expect(settings).toMatchObject({ metrics: 'off', docs: 'off' });
  });

  it('rejects the same port for two listeners', () => {
    expect(faults({ PORT: '9090', METRICS_PORT: '9090', DOCS_PORT: '9090' })).toEqual([
      'METRICS_PORT must differ from PORT',
      'DOCS_PORT must differ from PORT',
      'DOCS_PORT must differ from METRICS_PORT',
    ]);
  });

  it('treats an empty variable as unset', () => {
    const names = [
      'HOST',
      'PORT',
      'BASE_PATH',
      'METRICS',
      'METRICS_PORT',
      'DOCS',
      'DOCS_PORT',
      'LOG_LEVEL',
      'CORS_ORIGINS',
      'TRUSTED_PROXIES',
      'REDIS_URL',
      'QUOTAS',
      'UNMERGED',
      'KEEP_ALIVE_MS',
      'HSTS_MAX_AGE_SECONDS',
    ];
    const { port, host } = embedded(Object.fromEntries([...names, 'SECRETS_FILE'].map((name) => [name, ''])));
    expect({ port, host }).toEqual({ port: 3_000, host: '0.0.0.0' });
  });

  it('reports all faults at once, by name and never by value', () => {
    const wrong = [
      'REKOGNITION',
      'PORT',
      'METRICS_PORT',
      'BASE_PATH',
      'LOG_LEVEL',
      'CORS_ORIGINS',
      'TRUSTED_PROXIES',
      'DRAIN_DELAY_MS',
      'SECRETS_FILE',
      'TENANTS_FILE',
      'REDIS_URL',
      'QUOTAS',
      'UNMERGED',
      'KEEP_ALIVE_MS',
      'HSTS_MAX_AGE_SECONDS',
    ];
    const { faults: told, message } = invalid(Object.fromEntries(wrong.map((name) => [name, CANARY])));
    expect(told.map((fault) => fault.split(/[ :]/)[0]).sort()).toEqual([...wrong].sort());
    expect(told.every((fault) => message.includes(fault))).toBe(true);
    expect(message).not.toContain(CANARY);
  });

  it.each<[name: string, accepted: string[], refused: string[]]>([
    ['PORT', ['0', '1', '65535'], ['65536', '-1', '3000.0', '3e3', '0x10', ' 80', 'http', '99999999999']],
    ['METRICS_PORT', ['1', '65535'], ['0', '65536', '-1', 'x']],
    [
      'CORS_ORIGINS',
      ['http://localhost:*', 'capacitor://localhost', 'tauri://localhost', 'chrome-extension://abcdefghijklmnop', ','],
      [
        '*',
        'https://*.example',
        'https://a.example/',
        'https://A.example',
        'https://a.example:443',
        'null',
        'localhost',
        'file://a',
      ],
    ],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', ['http://collector:4318', 'https://c.example/otlp/'], ['collector:4318', 'x', '/']],
    ['OTEL_TRACES_SAMPLER', ['always_on', 'parentbased_traceidratio'], ['xray', 'ALWAYS_ON']],
    ['OTEL_TRACES_SAMPLER_ARG', ['0', '1', '0.25', '.5', '1.0'], ['-1', '1.5', 'half', '1e-1']],
    ['KEEP_ALIVE_MS', ['1000', '3600000'], ['999', '3600001', '1.5', '60s']],
    ['HSTS_MAX_AGE_SECONDS', ['0', '63072000'], ['-1', '63072001']],
    ['DRAIN_DELAY_MS', ['0', '60000'], ['60001', '-1', '1.5', '2s']],
    ['QUOTAS', ['aws', 'off'], ['AWS', 'on', '5', ' aws']],
    [
      'UNMERGED',
      ['DisassociateFaces', 'DisassociateFaces, ListFaces', 'ListFaces,'],
      ['disassociateFaces', '*', 'Disassociate-Faces', 'A'],
    ],
    [
      'TRUSTED_PROXIES',
      ['127.0.0.1', '::1', '10.0.0.0/8,', '10.1.2.3/32, fd00::/8'],
      ['0.0.0.0/0', '::/0', '10.0.0.0/33', '::1/129', '10.0.0/8', '10.0.0.0/', '10.0.0.0/8/8', 'proxy', '*', '::1%lo'],
    ],
    ['LOG_LEVEL', ['fatal', 'error', 'warn', 'info', 'debug', 'silent'], ['INFO', 'verbose', 'trace', ' info']],
    ['BASE_PATH', ['/', '/a', '/a/b-c_d~e.f'], ['a', '/a/', '//', '/a//b', '/a b', '/..', '/a/../b', '/./a', '/%2e']],
    [
      'CORS_ORIGINS',
      ['https://a.example', 'http://a.example:8080,https://b.example', 'https://a.example,'],
      ['*', 'null', 'a.example', 'https://a.example/', 'https://a.example/path', 'https://A.example', 'https://a b'],
    ],
  ])('accepts only valid values of %s', (name, accepted, refused) => {
    for (const value of accepted) expect(embedded({ [name]: value })).toHaveProperty('tenants');
    for (const value of refused) {
      expect({ value, faults: faults({ [name]: value }) }).toEqual({
        value,
        faults: [expect.stringMatching(`^${name} must be`)],
      });
    }
  });

  it('reads / as no base path', () => {
    expect(embedded({ BASE_PATH: '/' }).basePath).toBe('');
  });

  it('assumes one replica and no Redis by default', () => {
    const { redis, replicas } = embedded({});
    expect({ redis, replicas }).toEqual({ redis: undefined, replicas: 1 });
    expect(embedded({ REPLICAS: '3' }).replicas).toBe(3);
    expect(faults({ REPLICAS: '0' })).toEqual(['REPLICAS must be a whole number from 1 to 1000']);
  });

  it('rejects Redis without the secrets that replicas must share', () => {
    expect(faults({ REDIS_URL: 'redis://redis.example' })).toEqual([
      'REDIS_URL needs SECRETS_FILE: replicas can share answers only if they share secrets',
    ]);
  });

  it('rejects the port of the service for metrics', () => {
    expect(faults({ PORT: '9090', METRICS_PORT: '9090' })).toEqual(['METRICS_PORT must differ from PORT']);
    expect(faults({ METRICS_PORT: '3000' })).toEqual(['METRICS_PORT must differ from PORT']);
  });
});

describe('OTEL_EXPORTER_OTLP_ENDPOINT', () => {
  it('turns traces on, with the sampler and its share', () => {
    const variables = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
    };
    const traces = { endpoint: 'http://collector:4318', sampler: 'parentbased_traceidratio', ratio: 0.25 };
    expect(embedded(variables).traces).toEqual(traces);
    expect(embedded({ ...variables, OTEL_EXPORTER_OTLP_ENDPOINT: '' })).not.toHaveProperty('traces');
  });
});

describe('REKOGNITION', () => {
  const tenantsFile = () =>
    fileHolding(
      JSON.stringify({
        tenants: [
          { id: 't', awsAccount: '111122223333', region: 'eu-west-1', credentials: { default: {} }, apiKeys: [] },
        ],
      }),
      'tenants.json',
    );

  it.each([
    [undefined, { kind: 'aws' }],
    ['aws', { kind: 'aws' }],
    ['embedded', { kind: 'embedded' }],
    ['http://127.0.0.1:4010', { kind: 'url', url: 'http://127.0.0.1:4010' }],
    ['https://rekognition.example/prefix', { kind: 'url', url: 'https://rekognition.example/prefix' }],
  ])('reads %p', (value, upstream) => {
    const variables = { TENANTS_FILE: tenantsFile(), ...(value !== undefined && { REKOGNITION: value }) };
    expect(loadConfig(variables, []).upstream).toEqual(upstream);
  });

  it.each(['AWS', 'localhost:4010', 'ftp://host', 'file:///etc/passwd', 'http://', '//host'])(
    'rejects %p',
    (REKOGNITION) => {
      expect(invalid({ REKOGNITION, TENANTS_FILE: tenantsFile() }).faults).toEqual([
        'REKOGNITION must be aws, embedded or an http(s) URL',
      ]);
    },
  );
});

describe('UNMERGED', () => {
  it('suggests the nearest operation for a misspelt one', () => {
    const operations = [{ name: 'DisassociateFaces', resource: 'collection' } as const];
    expect(() => loadConfig({ REKOGNITION: 'embedded', UNMERGED: 'DisasociateFaces' }, operations)).toThrow(
      'UNMERGED: DisasociateFaces is not an operation of this service; did you mean DisassociateFaces?',
    );
  });
});

describe('The network settings for AWS', () => {
  it('have no proxy and no custom endpoint by default', () => {
    expect(embedded()).toMatchObject({ fips: false, dualStack: false, noProxy: '' });
    expect(embedded()).toMatchObject({ httpsProxy: undefined, rekognitionUrl: undefined, stsUrl: undefined });
  });

  it.each([
    [{ HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '.corp.example' }],
    [{ https_proxy: 'http://proxy:3128', no_proxy: '.corp.example' }],
    [{ HTTPS_PROXY: 'http://proxy:3128', https_proxy: 'http://other', NO_PROXY: '.corp.example', no_proxy: 'b' }],
  ])('use the proxy of %j', (variables: Record<string, string>) => {
    expect(embedded(variables)).toMatchObject({ httpsProxy: 'http://proxy:3128', noProxy: '.corp.example' });
  });

  it.each([
    [{ HTTPS_PROXY: 'proxy:3128' }, 'HTTPS_PROXY must be an http(s) URL'],
    [{ AWS_ENDPOINT_URL_STS: 'sts' }, 'AWS_ENDPOINT_URL_STS must be an http(s) URL'],
    [{ AWS_USE_FIPS_ENDPOINT: 'yes' }, 'AWS_USE_FIPS_ENDPOINT must be one of true, false'],
    [
      { REKOGNITION: 'https://a.example', AWS_ENDPOINT_URL_REKOGNITION: 'https://b.example' },
      'AWS_ENDPOINT_URL_REKOGNITION needs REKOGNITION=aws',
    ],
    [
      { REKOGNITION: 'https://a.example', AWS_USE_FIPS_ENDPOINT: 'true' },
      'AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT cannot change a URL: name the one you need',
    ],
    [
      { REKOGNITION: 'aws', AWS_ENDPOINT_URL_REKOGNITION: 'https://b.example', AWS_USE_DUALSTACK_ENDPOINT: 'true' },
      'AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT cannot change a URL: name the one you need',
    ],
  ])('reject %j', (variables: Record<string, string>, fault) => {
    expect(faults(variables)).toContain(fault);
  });
});

describe('The demo tenant', () => {
  it('replaces the tenants file on the embedded engine, with a key that has every scope', () => {
    const [demo] = embedded().tenants;
    expect(demo!.apiKeys).toEqual([
      {
        id: 'demo',
        sha256: createHash('sha256').update(DEMO_API_KEY).digest(),
        scopes: ['read', 'write', 'admin'],
      },
    ]);
  });

  it.each(['aws', 'http://127.0.0.1:4010'])('is not available on %s, which requires a tenants file', (REKOGNITION) => {
    expect(invalid({ REKOGNITION }).faults).toEqual(['TENANTS_FILE is required']);
  });

  it('is not available in production', () => {
    const SECRETS_FILE = fileHolding(SECRET);
    expect(faults({ NODE_ENV: 'production', SECRETS_FILE })).toEqual([
      expect.stringMatching(/^TENANTS_FILE is required with NODE_ENV=production/),
    ]);
  });
});

describe('SECRETS_FILE', () => {
  it('is required in production', () => {
    expect(faults({ NODE_ENV: 'production' })).toContain('SECRETS_FILE is required with NODE_ENV=production');
  });

  it.each(['', '\n\n', '\r\n'])('must contain a secret, unlike %j', (text) => {
    expect(faults({ SECRETS_FILE: fileHolding(text) })).toEqual(['SECRETS_FILE contains no secret']);
  });

  it('must contain secrets of at least 32 bytes, and the fault names shorter ones', () => {
    const SECRETS_FILE = fileHolding(
      [`${CANARY}${'x'.repeat(20)}`, 'x'.repeat(32), 'ü'.repeat(16), 'short'].join('\n'),
    );
    const { faults: told, message } = invalid({ REKOGNITION: 'embedded', SECRETS_FILE });
    expect(told).toEqual([1, 4].map((line) => `SECRETS_FILE: line ${line} has fewer than 32 bytes`));
    expect(message).not.toContain(CANARY);
  });

  it.each([
    [
      'a comment',
      `# made in ${CANARY}, 2026-01-01, by hand\n${SECRET}\n`,
      'line 1 is a comment; comments are not supported',
    ],
    ['a blank line', `${SECRET}\n\n${SECRET} 2\n`, 'line 2 is empty'],
    ['a second line end', `${SECRET}\n\n`, 'line 2 is empty'],
    ['a space after a secret', `${SECRET}\n${SECRET} 2 \n`, 'line 2 begins or ends with white space'],
    ['a tab before a secret', `\t${SECRET}`, 'line 1 begins or ends with white space'],
    ['a byte order mark', `\ufeff${SECRET}`, 'line 1 begins or ends with white space'],
    ['a line of blanks', `${SECRET}\n${' '.repeat(40)}\n`, 'line 2 begins or ends with white space'],
    ['line ends of another kind', `${SECRET}\r${SECRET} 2\r\n`, 'line 1 has control characters or is not UTF-8'],
    ['a character that nobody sees', `\u200b${SECRET}\n`, 'line 1 has control characters or is not UTF-8'],
    ['random bytes', Buffer.alloc(40, 0xf0), 'line 1 has control characters or is not UTF-8'],
  ])('is rejected with %s, and the fault names the line', (_name, text, fault) => {
    const { faults: told, message } = invalid({ REKOGNITION: 'embedded', SECRETS_FILE: fileHolding(text) });
    expect(told).toEqual([`SECRETS_FILE: ${fault}`]);
    expect(message).not.toContain(CANARY);
  });

  it('is reported without its path if it cannot be read', () => {
    const { faults: told, message } = invalid({ REKOGNITION: 'embedded', SECRETS_FILE: join(folder, CANARY) });
    expect(told).toEqual(['SECRETS_FILE cannot be read']);
    expect(message).not.toContain(CANARY);
  });

  it('yields a key of 32 bytes for each secret, in the order of the lines, with any line ending', () => {
    const [first, second] = [`${SECRET} 1`, `${SECRET} 2`];
    const both = embedded({ SECRETS_FILE: fileHolding(`${first}\r\n${second}\n`) }).secrets;
    const alone = embedded({ SECRETS_FILE: fileHolding(second) }).secrets;
    const keys = both.keysFor('cursors').map((key) => key.export());
    expect(keys.map((key) => key.length)).toEqual([32, 32]);
    expect(keys[1]).toEqual(alone.keysFor('cursors')[0]!.export());
    expect(keys[0]).not.toEqual(keys[1]);
    expect(both.random).toBe(false);
  });

  it('yields the same keys after a restart, and different ones for each use', () => {
    const SECRETS_FILE = fileHolding(SECRET);
    const [before, after] = [embedded({ SECRETS_FILE }).secrets, embedded({ SECRETS_FILE }).secrets];
    const uses = ['cursors', 'idempotency', 'audit'] as const;
    const keys = uses.map((use) => before.keysFor(use)[0]!.export().toString('hex'));
    expect(uses.map((use) => after.keysFor(use)[0]!.export().toString('hex'))).toEqual(keys);
    expect(new Set(keys).size).toBe(uses.length);
    expect(keys.some((key) => key.includes(Buffer.from(SECRET).toString('hex')))).toBe(false);
  });

  it('is replaced by a new random secret at each start if it is absent', () => {
    const [before, after] = [embedded().secrets, embedded().secrets];
    const keys = [before, after].map((secrets) => secrets.keysFor('cursors')[0]!.export());
    expect(keys[0]).not.toEqual(keys[1]);
    expect([before.random, after.random]).toEqual([true, true]);
  });
});

describe('The audit', () => {
  const FILE = '/var/log/faces/audit.jsonl';

  it.each([
    ['nothing', {}, { to: { kind: 'off' }, required: false }],
    ['off', { AUDIT: 'off' }, { to: { kind: 'off' }, required: false }],
    ['standard output', { AUDIT: 'stdout' }, { to: { kind: 'stdout' }, required: true }],
    ['a file', { AUDIT: FILE }, { to: { kind: 'file', path: FILE }, required: true }],
    ['a file in a folder', { AUDIT: './audit.jsonl' }, { to: { kind: 'file', path: './audit.jsonl' }, required: true }],
    ['one that may fail', { AUDIT: 'stdout', AUDIT_REQUIRED: 'false' }, { to: { kind: 'stdout' }, required: false }],
  ])('is configured with %s', (_name, variables: Variables, audit) => {
    expect(embedded({ ...variables, SECRETS_FILE: fileHolding(SECRET) }).audit).toEqual(audit);
  });

  it.each([
    ['an unknown word', { AUDIT: 'stdut' }, /^AUDIT must be/],
    ['a folder', { AUDIT: '/var/log/' }, /^AUDIT must be/],
    ['an audit that is required and off', { AUDIT_REQUIRED: 'true' }, /^AUDIT_REQUIRED=true needs AUDIT/],
    ['a value that is not a boolean', { AUDIT: 'stdout', AUDIT_REQUIRED: 'yes' }, /^AUDIT_REQUIRED must be/],
  ])('rejects %s without quoting it', (_name, variables: Variables, fault) => {
    const reported = faults(variables);
    expect(reported).toEqual([expect.stringMatching(fault)]);
    expect(reported.join()).not.toMatch(/stdut|yes/);
  });

  it('needs a secrets file if it is written to a file', () => {
    expect(faults({ AUDIT: FILE })).toEqual([expect.stringMatching(/needs SECRETS_FILE/)]);
    expect(embedded({ AUDIT: 'stdout' }).secrets.random).toBe(true);
  });

  it('does not complain a second time about a secrets file that cannot be read', () => {
    expect(faults({ AUDIT: FILE, SECRETS_FILE: '/gone' })).toEqual(['SECRETS_FILE cannot be read']);
  });
});

describe('Erasures', () => {
  const KEYS = () => fileHolding(JSON.stringify({ keys: [newReceiptKey()] }), 'receipt-keys');
  const FILE = '/var/lib/faces/erasures.db';

  it('are stored in memory with the embedded engine, and are off without it', () => {
    expect(embedded().erasures).toMatchObject({ path: ':memory:', keptDays: 90 });
    const tenant = { id: 't', awsAccount: '111122223333', region: 'eu-west-1', credentials: { default: {} } };
    const tenantsFile = fileHolding(JSON.stringify({ tenants: [{ ...tenant, apiKeys: [] }] }), 'one-tenant.json');
    expect(loadConfig({ TENANTS_FILE: tenantsFile }, []).erasures).toBeUndefined();
  });

  it('are stored in a file, with the keys of RECEIPT_KEYS_FILE', () => {
    const { erasures } = embedded({ ERASURES: FILE, ERASURES_KEPT_DAYS: '7', RECEIPT_KEYS_FILE: KEYS() });
    expect(erasures).toEqual({ path: FILE, keptDays: 7, receiptKeys: [expect.objectContaining({ crv: 'Ed25519' })] });
  });

  it('are stored in Redis without ERASURES, if there are keys', () => {
    const redis = { REDIS_URL: 'redis://redis', SECRETS_FILE: fileHolding('s'.repeat(32), 'secrets-of-redis') };
    expect(embedded({ ...redis, RECEIPT_KEYS_FILE: KEYS() }).erasures).toMatchObject({ path: undefined, keptDays: 90 });
    expect(embedded({ ...redis, ERASURES: FILE, RECEIPT_KEYS_FILE: KEYS() }).erasures).toMatchObject({ path: FILE });
  });

  it.each([
    ['a word that is not a path', { ERASURES: 'on' }, /^ERASURES must be the path/],
    ['a number of days out of range', { ERASURES_KEPT_DAYS: '0' }, /^ERASURES_KEPT_DAYS must be/],
    ['no keys', { ERASURES: FILE }, /^ERASURES needs RECEIPT_KEYS_FILE/],
    ['keys without a file', { RECEIPT_KEYS_FILE: FILE }, /^RECEIPT_KEYS_FILE needs ERASURES or REDIS_URL/],
    ['keys that do not exist', { ERASURES: FILE, RECEIPT_KEYS_FILE: '/gone' }, /^RECEIPT_KEYS_FILE cannot be read/],
  ])('are rejected with %s', (_name, variables: Variables, fault) => {
    expect(faults(variables)).toEqual([expect.stringMatching(fault)]);
  });

  it('are rejected with a key that cannot sign', () => {
    const path = fileHolding(JSON.stringify({ keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'public' }] }), 'public-key');
    expect(faults({ ERASURES: FILE, RECEIPT_KEYS_FILE: path })).toEqual([
      expect.stringMatching(/^RECEIPT_KEYS_FILE must be a JSON Web Key Set of private/),
    ]);
  });
});
