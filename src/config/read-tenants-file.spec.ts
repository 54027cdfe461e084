import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';

import { Environment } from './environment.js';
import { readTenantsFile, type TenantsOfFile } from './read-tenants-file.js';

const CANARY = 'canary-5f1c';
const KEYS = { ACME_ID: 'AKIAACME', ACME_SECRET: `${CANARY} acme` };
const NOT_AN_OBJECT = ['TENANTS_FILE is not a YAML or JSON object of at most 16 MiB'];

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'read-tenants-file-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function fileHolding(text: string, name: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

interface Reading extends TenantsOfFile {
  readonly faults: readonly string[];
}

function read(text: string, variables: Readonly<Record<string, string>> = KEYS): Reading {
  const environment = new Environment(variables);
  return { ...readTenantsFile(environment, fileHolding(text, 'tenants')), faults: environment.faults };
}

/** The faults of a file, as they stand behind its name. */
function faultsOf(file: object, variables?: Readonly<Record<string, string>>): string[] {
  const { faults } = read(JSON.stringify(file), variables);
  expect(faults.join()).not.toContain(CANARY);
  return faults.map((fault) => fault.replace(/^TENANTS_FILE: /, ''));
}

const sha256 = (digit: string): string => digit.repeat(64);
const STATIC = { accessKeyIdEnv: 'ACME_ID', secretAccessKeyEnv: 'ACME_SECRET' };

function keySettings(changes: object = {}): object {
  return { id: 'console', sha256: sha256('a'), scopes: ['read'], ...changes };
}

function tenantSettings(changes: object = {}): object {
  return {
    id: 'acme',
    awsAccount: '111122223333',
    region: 'eu-west-1',
    credentials: { static: STATIC },
    apiKeys: [keySettings()],
    ...changes,
  };
}

/** A file of one tenant. */
function only(changes: object): object {
  return { tenants: [tenantSettings(changes)] };
}

function withKey(changes: object): object {
  return only({ apiKeys: [keySettings(changes)] });
}

const EXAMPLE = `
accounts:
  "111122223333": { quotas: { DisassociateFaces: 5, ListFaces: 12.5 } }
  "444455556666": { quotas: aws }
  "777788889999": { quotas: off }
tenants:
  - id: acme
    awsAccount: "111122223333"   # required
    region: eu-west-1
    weight: 2.5
    sharedWith: emea
    credentials:
      static: { accessKeyIdEnv: ACME_ID, secretAccessKeyEnv: ACME_SECRET }
    apiKeys:
      - { id: console, sha256: "${sha256('a')}", scopes: [read, write], expiresAt: "2027-01-01T00:00:00Z" }
      - { id: nightly, sha256: "${sha256('b')}", scopes: [admin] }
  - id: beta
    awsAccount: "111122223333"
    region: eu-west-1
    sharedWith: emea
    credentials: { default: {} }
    apiKeys: []
`;

describe('readTenantsFile', () => {
  it('reads tenants, their shares, keys and expiry dates', () => {
    const { tenants, faults } = read(EXAMPLE);
    expect(faults).toEqual([]);
    const [acme, beta] = tenants;
    expect(acme).toMatchObject({ id: 'acme', awsAccount: '111122223333', region: 'eu-west-1', weight: 2.5 });
    expect(acme!.apiKeys).toEqual([
      {
        id: 'console',
        sha256: Buffer.alloc(32, 0xaa),
        scopes: ['read', 'write'],
        expiresAtMs: Date.UTC(2027, 0, 1),
      },
      { id: 'nightly', sha256: Buffer.alloc(32, 0xbb), scopes: ['admin'] },
    ]);
    expect(beta).toEqual({
      id: 'beta',
      awsAccount: '111122223333',
      region: 'eu-west-1',
      weight: 1,
      view: { kind: 'all' },
      s3: [],
      credentials: { kind: 'default' },
      apiKeys: [],
    });
  });

  it('reads the quotas of the accounts that it names', () => {
    expect([...read(EXAMPLE).quotas]).toEqual([
      ['111122223333', { DisassociateFaces: 5, ListFaces: 12.5 }],
      ['444455556666', 'aws'],
      ['777788889999', 'off'],
    ]);
  });

  it('reads JSON as well as YAML', () => {
    const file = only({ weight: 3 });
    const [json, yaml] = [read(JSON.stringify(file)), read(stringify(file))];
    expect(json.faults).toEqual([]);
    expect(JSON.stringify(json.tenants)).toBe(JSON.stringify(yaml.tenants));
  });

  it('counts a key without a value as absent', () => {
    const { faults } = read(stringify(only({ weight: null, sharedWith: null, s3: null })));
    expect(faults).toEqual([]);
  });

  it.each([
    ['broken YAML', `tenants: [${CANARY}`],
    ['a key that stands twice', 'tenants: []\ntenants: []'],
    ['several documents', 'tenants: []\n---\ntenants: []'],
    ['an empty file', ''],
    ['a bare word', CANARY],
    ['a list', '[]'],
    ['an alias of itself', 'tenants: &all [*all]'],
    ['brackets without end', '['.repeat(20_000)],
  ])('refuses %s, without quoting it', (_, text) => {
    expect(read(text)).toEqual({ tenants: [], quotas: new Map(), faults: NOT_AN_OBJECT });
  });

  it('refuses aliases that would multiply without end', () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const below = level === 0 ? 'x' : `*level${level - 1}`;
      return `level${level}: &level${level} [${Array(9).fill(below).join(', ')}]`;
    });
    expect(read([...levels, 'tenants: *level8'].join('\n'))).toEqual({
      tenants: [],
      quotas: new Map(),
      faults: NOT_AN_OBJECT,
    });
  });

  it('refuses a file that is larger than any such file', () => {
    expect(read(`tenants: []\n#${' '.repeat(16 * 1024 * 1024)}`)).toEqual({
      tenants: [],
      quotas: new Map(),
      faults: NOT_AN_OBJECT,
    });
  });

  it('tells when it cannot be read, without its path', () => {
    const environment = new Environment({});
    expect(readTenantsFile(environment, join(folder, CANARY))).toEqual({ tenants: [], quotas: new Map() });
    expect(environment.faults).toEqual(['TENANTS_FILE cannot be read']);
  });
});

describe('The format of the tenants file', () => {
  it.each(['collectionPrefix', 'allowedCollections', 's3'])(
    'refuses %s of a tenant, which nothing would enforce yet',
    (member) => {
      expect(faultsOf(only({ [member]: CANARY }))).toEqual([`tenants.0.${member}: ${member} is not supported yet`]);
    },
  );

  it.each(['assumeRole', 'webIdentity', 'container'])('refuses credentials of the kind %s', (kind) => {
    expect(faultsOf(only({ credentials: { [kind]: { roleArn: CANARY } } }))).toEqual([
      `tenants.0.credentials.${kind}: ${kind} is not supported yet`,
    ]);
  });

  it('refuses issuers', () => {
    expect(faultsOf({ ...only({}), issuers: [{ issuer: CANARY }] })).toEqual(['issuers: issuers is not supported yet']);
  });

  it.each([
    ['the file', { ...only({}), tenant: CANARY }, 'tenant'],
    ['an account', { ...only({}), accounts: { 111122223333: { quota: CANARY } } }, 'accounts.111122223333.quota'],
    ['a tenant', only({ awsRegion: CANARY }), 'tenants.0.awsRegion'],
    ['the credentials', only({ credentials: { static: STATIC, profile: CANARY } }), 'tenants.0.credentials.profile'],
    [
      'the static keys',
      only({ credentials: { static: { ...STATIC, accessKeyId: CANARY } } }),
      'tenants.0.credentials.static.accessKeyId',
    ],
    ['a key', withKey({ key: CANARY }), 'tenants.0.apiKeys.0.key'],
  ])('refuses members of %s that it does not know', (_, file, path) => {
    expect(faultsOf(file)).toEqual([expect.stringMatching(`^${path}: property .* should not exist$`)]);
  });

  it.each([
    ['id', ['acme', 'A', '0.a_b-c', 'a'.repeat(64)], ['', '.acme', '-a', 'a b', 'ä', 'a'.repeat(65), 7, `${CANARY}\n`]],
    ['awsAccount', ['000000000000'], ['11112222333', '1111222233334', 111122223333, 'aaaabbbbcccc', CANARY]],
    ['region', ['us-gov-west-1', 'ap-southeast-2'], ['', 'eu', 'eu-west', 'EU-WEST-1', 'eu-west-1.evil.example', 1]],
    ['weight', [0.01, 1, 1_000], [0, -1, 0.009, 1_001, '1', CANARY]],
    ['sharedWith', ['emea'], ['', 'e mea', 7, [CANARY]]],
    ['apiKeys', [[]], [{}, CANARY, undefined, [CANARY], [[]], [[keySettings()]]]],
    ['credentials', [{ static: STATIC }, { default: {} }], [undefined, CANARY, [], 7]],
  ])('keeps %s of a tenant within its bounds', (member, accepted: unknown[], refused: unknown[]) => {
    for (const value of accepted) expect(faultsOf(only({ [member]: value }))).toEqual([]);
    for (const value of refused) {
      const [first] = faultsOf(only({ [member]: value }));
      expect({ value, fault: first }).toEqual({ value, fault: expect.stringMatching(`^tenants\\.0\\.${member}`) });
    }
  });

  it.each([
    ['id', ['console'], ['', 'a b', CANARY.repeat(10)]],
    ['sha256', [sha256('0')], ['', sha256('A'), sha256('g'), 'a'.repeat(63), 'a'.repeat(65), CANARY]],
    ['scopes', [['read', 'write', 'admin'], ['admin']], [[], ['root'], ['read', 'read'], 'read', [CANARY], undefined]],
    [
      'expiresAt',
      ['2027-01-01T00:00:00Z', '2027-01-01T00:00:00.250Z', '2028-02-29T01:00:00+01:00'],
      [
        CANARY,
        '2027-02-29T00:00:00Z',
        '2027-01-01',
        '2027-01-01T00:00:00',
        '2027-W01-1T00:00:00Z',
        '2027-001',
        '20270101T000000Z',
        1_798_761_600,
      ],
    ],
  ])('keeps %s of a key within its bounds', (member, accepted: unknown[], refused: unknown[]) => {
    for (const value of accepted) expect(faultsOf(withKey({ [member]: value }))).toEqual([]);
    for (const value of refused) {
      const [first] = faultsOf(withKey({ [member]: value }));
      expect({ value, fault: first }).toEqual({
        value,
        fault: expect.stringMatching(`^tenants\\.0\\.apiKeys\\.0\\.${member}`),
      });
    }
  });

  it('reads the offset of an expiry date', () => {
    const { tenants } = read(JSON.stringify(withKey({ expiresAt: '2027-01-01T01:00:00.250+01:00' })));
    expect(tenants[0]!.apiKeys[0]!.expiresAtMs).toBe(Date.UTC(2027, 0, 1, 0, 0, 0, 250));
  });

  it.each([[undefined], [[]], [{}], [CANARY], [[CANARY]], [[[]]], [[[tenantSettings()]]], [[null]]])(
    'refuses %j for tenants',
    (tenants) => {
      const faults = faultsOf({ tenants });
      expect(faults).toEqual(expect.arrayContaining([expect.stringMatching(/^tenants/)]));
    },
  );

  it.each([['aws'], ['off'], [{}], [{ DisassociateFaces: 5, ListFaces: 0.5 }], [undefined]])(
    'takes %j for the quotas of an account',
    (quotas) => {
      expect(faultsOf({ ...only({}), accounts: { 111122223333: { quotas } } })).toEqual([]);
    },
  );

  it.each([
    ['none'],
    [5],
    [[]],
    [{ DisassociateFaces: 0 }],
    [{ DisassociateFaces: -1 }],
    [{ DisassociateFaces: '5' }],
    [{ DisassociateFaces: 100_001 }],
    [{ disassociateFaces: 5 }],
  ])('refuses %j for the quotas of an account', (quotas) => {
    expect(faultsOf({ ...only({}), accounts: { 111122223333: { quotas } } })).toEqual([
      'accounts.111122223333.quotas: quotas must be aws, off or calls per second by operation',
    ]);
  });

  it.each([
    [{ '1111': {} }, 'accounts: every key must be an AWS account id, 12 digits in quotes'],
    [{ '111122223333': 'aws' }, 'accounts.111122223333: must be an object'],
    [[], 'accounts: must be an object'],
    [CANARY, 'accounts: must be an object'],
  ])('refuses %j for accounts', (accounts, fault) => {
    expect(faultsOf({ ...only({}), accounts })).toEqual([fault]);
  });

  it('tells the faults of all tenants at once', () => {
    const faults = faultsOf({ tenants: [tenantSettings({ id: '' }), tenantSettings({ region: '', weight: 0 })] });
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'tenants.0.id',
      'tenants.1.region',
      'tenants.1.weight',
    ]);
  });
});

describe('Rules between the entries of the tenants file', () => {
  const beta = (changes: object = {}): object =>
    tenantSettings({
      id: 'beta',
      awsAccount: '444455556666',
      apiKeys: [keySettings({ id: 'beta-key', sha256: sha256('b') })],
      ...changes,
    });

  it('lets tenants of different accounts stand side by side', () => {
    expect(faultsOf({ tenants: [tenantSettings(), beta()] })).toEqual([]);
  });

  it('refuses a tenant id that stands twice', () => {
    expect(faultsOf({ tenants: [tenantSettings(), beta({ id: 'acme' })] })).toEqual([
      'tenants: the id acme stands twice',
    ]);
  });

  it('refuses a key id that stands twice, also across tenants', () => {
    const apiKeys = [keySettings({ sha256: sha256('b') })];
    expect(faultsOf({ tenants: [tenantSettings(), beta({ apiKeys })] })).toEqual([
      'apiKeys: the key id console stands twice',
    ]);
  });

  it('refuses one key for two tenants, without naming its hash', () => {
    const apiKeys = [keySettings({ id: 'beta-key' })];
    expect(faultsOf({ tenants: [tenantSettings(), beta({ apiKeys })] })).toEqual([
      'apiKeys: the same key stands twice',
    ]);
  });

  it.each([
    [undefined, undefined, false],
    ['emea', undefined, false],
    [undefined, 'emea', false],
    ['emea', 'apac', false],
    ['emea', 'emea', true],
  ])('lets tenants of one account and region share what they see only by the same word: %p, %p', (one, two, shared) => {
    const faults = faultsOf({
      tenants: [
        tenantSettings(one === undefined ? {} : { sharedWith: one }),
        beta({ awsAccount: '111122223333', ...(two !== undefined && { sharedWith: two }) }),
      ],
    });
    expect(faults).toEqual(
      shared ? [] : ['tenants: acme and beta see the same collections; if they may, give both the same sharedWith'],
    );
  });

  it('lets tenants of one account stand apart in different regions', () => {
    expect(
      faultsOf({ tenants: [tenantSettings(), beta({ awsAccount: '111122223333', region: 'us-east-1' })] }),
    ).toEqual([]);
  });

  it.each([[{}], [{ static: STATIC, default: {} }]])(
    'refuses credentials of not exactly one kind: %j',
    (credentials) => {
      expect(faultsOf(only({ credentials }))).toEqual(['tenants (acme): credentials must name exactly one kind']);
    },
  );

  it('lets one tenant at most use the default credentials', () => {
    const credentials = { default: {} };
    expect(faultsOf({ tenants: [tenantSettings({ credentials }), beta()] })).toEqual([]);
    expect(faultsOf({ tenants: [tenantSettings({ credentials }), beta({ credentials })] })).toEqual([
      'credentials: one tenant at most may use the default credentials',
    ]);
  });

  it('refuses settings for the default credentials, which have none', () => {
    expect(faultsOf(only({ credentials: { default: { profile: CANARY } } }))).toEqual([
      'tenants.0.credentials.default: default has no settings: it must be {}',
    ]);
  });
});

describe('Static credentials', () => {
  function keysOf({ tenants, faults }: Reading): unknown {
    expect(faults).toEqual([]);
    const { credentials } = tenants[0]!;
    return credentials.kind === 'static' ? credentials.read() : credentials.kind;
  }

  it('come from variables', () => {
    const settings = { ...STATIC, sessionTokenEnv: 'ACME_TOKEN' };
    const file = JSON.stringify(only({ credentials: { static: settings } }));
    expect(keysOf(read(file, { ...KEYS, ACME_TOKEN: 'token' }))).toEqual({
      accessKeyId: 'AKIAACME',
      secretAccessKey: `${CANARY} acme`,
      sessionToken: 'token',
    });
  });

  it('come from files, read anew each time, without the space around them', () => {
    const settings = {
      accessKeyIdFile: fileHolding(' AKIAFILE\n', 'id'),
      secretAccessKeyFile: fileHolding('first\r\n', 'secret'),
    };
    const { tenants } = read(JSON.stringify(only({ credentials: { static: settings } })));
    const { credentials } = tenants[0]!;
    const readKeys = (): unknown => credentials.kind === 'static' && credentials.read();
    expect(readKeys()).toEqual({ accessKeyId: 'AKIAFILE', secretAccessKey: 'first' });
    fileHolding('second', 'secret');
    expect(readKeys()).toEqual({ accessKeyId: 'AKIAFILE', secretAccessKey: 'second' });
  });

  it('have no session token unless one is named', () => {
    expect(keysOf(read(JSON.stringify(only({}))))).toEqual({
      accessKeyId: 'AKIAACME',
      secretAccessKey: `${CANARY} acme`,
    });
  });

  it.each([
    ['accessKeyId', { secretAccessKeyEnv: 'ACME_SECRET' }],
    ['accessKeyId', { ...STATIC, accessKeyIdFile: CANARY }],
    ['secretAccessKey', { accessKeyIdEnv: 'ACME_ID' }],
    ['secretAccessKey', { ...STATIC, secretAccessKeyFile: CANARY }],
    ['sessionToken', { ...STATIC, sessionTokenEnv: 'ACME_TOKEN', sessionTokenFile: CANARY }],
  ])('name exactly one place for %s', (name, settings) => {
    expect(faultsOf(only({ credentials: { static: settings } }))).toEqual([
      `tenants (acme): credentials.static needs exactly one of ${name}Env and ${name}File`,
    ]);
  });

  it.each(['', '1A', 'A-B', 'A B', 7])('refuse %p as the name of a variable', (accessKeyIdEnv) => {
    const [fault] = faultsOf(only({ credentials: { static: { ...STATIC, accessKeyIdEnv } } }));
    expect(fault).toMatch(/^tenants\.0\.credentials\.static\.accessKeyIdEnv: /);
  });

  it('are told at start when a variable is absent or empty, by its name', () => {
    expect(faultsOf(only({}), { ACME_ID: '' })).toEqual([
      'ACME_ID is needed, and empty or absent',
      'ACME_SECRET is needed, and empty or absent',
    ]);
  });

  it('are told at start when a file is absent or empty, by tenant and member', () => {
    const settings = {
      accessKeyIdFile: join(folder, CANARY),
      secretAccessKeyFile: fileHolding('\n', 'empty'),
      sessionTokenFile: folder,
    };
    expect(faultsOf(only({ credentials: { static: settings } }), {})).toEqual(
      ['accessKeyId', 'secretAccessKey', 'sessionToken'].map(
        (name) => `tenants (acme): ${name}File is needed, and empty or absent`,
      ),
    );
  });
});

describe('an empty entry of a list', () => {
  it.each([{ tenants: [null] }, only({ apiKeys: [null] }), only({ apiKeys: [keySettings({ scopes: [null] })] })])(
    'is refused, and not left out: %j',
    (file) => {
      expect(faultsOf(file)).not.toEqual([]);
    },
  );
});
