import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';

import { REGIONS } from '../../../test/harness/aws-regions.js';
import type { TenantsOfFile } from './read-tenants-file.js';
import { ruleFaults } from './tenants-file-faults.js';
import type { TenantsFile } from './tenants-file.schema.js';
import { TenantsFileSource } from './tenants-file-source.js';

const CANARY = 'canary-5f1c';
const KEYS = { ACME_ID: 'AKIAACME', ACME_SECRET: `${CANARY} acme` };
const NOBODY: TenantsOfFile = { tenants: [], quotas: new Map(), issuers: [], closed: [] };
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
  return readAt(fileHolding(text, 'tenants'), variables);
}

function readAt(path: string, variables: Readonly<Record<string, string>>): Reading {
  const look = new TenantsFileSource(path, variables, []).read();
  if (look.outcome === 'accepted') return { ...look.file, faults: [] };
  return { ...NOBODY, faults: look.outcome === 'refused' ? look.faults : ['it was not looked at'] };
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

describe('A tenants file', () => {
  it('contains tenants with their weights, keys and expiry dates', () => {
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

  it('suggests the nearest operation for a misspelt one in quotas', () => {
    const file = { ...(only({}) as TenantsFile), accounts: { 111122223333: { quotas: { ListFace: 5 } } } };
    expect(ruleFaults(file, [{ name: 'ListFaces', resource: 'collection' }])).toEqual([
      'accounts.111122223333.quotas: ListFace is not an operation of this service; did you mean ListFaces?',
    ]);
  });

  it('contains the quotas of accounts', () => {
    expect([...read(EXAMPLE).quotas]).toEqual([
      ['111122223333', { DisassociateFaces: 5, ListFaces: 12.5 }],
      ['444455556666', 'aws'],
      ['777788889999', 'off'],
    ]);
  });

  it('may be JSON or YAML', () => {
    const file = only({ weight: 3 });
    const [json, yaml] = [read(JSON.stringify(file)), read(stringify(file))];
    expect(json.faults).toEqual([]);
    expect(JSON.stringify(json.tenants)).toBe(JSON.stringify(yaml.tenants));
  });

  it('may contain a member without a value, which counts as absent', () => {
    const { faults } = read(stringify(only({ weight: null, sharedWith: null, s3: null })));
    expect(faults).toEqual([]);
  });

  it.each([
    ['broken YAML', `tenants: [${CANARY}`],
    ['a duplicate key', 'tenants: []\ntenants: []'],
    ['a duplicate key in JSON', JSON.stringify(only({})).replace('"tenants"', '"tenants":[],"tenants"')],
    ['a duplicate key of a tenant in JSON', JSON.stringify(only({})).replace('"id"', '"id":"\\\\\\":","id"')],
    ['several documents', 'tenants: []\n---\ntenants: []'],
    ['an empty file', ''],
    ['a bare word', CANARY],
    ['a list', '[]'],
    ['an alias of itself', 'tenants: &all [*all]'],
    ['brackets without end', '['.repeat(20_000)],
  ])('is rejected without being quoted: %s', (_, text) => {
    expect(read(text)).toEqual({ ...NOBODY, faults: NOT_AN_OBJECT });
  });

  it('is rejected with aliases that expand without bound', () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const below = level === 0 ? 'x' : `*level${level - 1}`;
      return `level${level}: &level${level} [${Array(9).fill(below).join(', ')}]`;
    });
    expect(read([...levels, 'tenants: *level8'].join('\n'))).toEqual({ ...NOBODY, faults: NOT_AN_OBJECT });
  });

  it('is rejected above the maximum size', () => {
    expect(read(`tenants: []\n#${' '.repeat(16 * 1024 * 1024)}`)).toEqual({ ...NOBODY, faults: NOT_AN_OBJECT });
  });

  it('is reported without its path if it cannot be read', () => {
    for (const path of [join(folder, CANARY), folder]) {
      expect(readAt(path, {})).toEqual({ ...NOBODY, faults: ['TENANTS_FILE cannot be read'] });
    }
  });
});

describe('The format of the tenants file', () => {
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
  ])('rejects unknown members of %s', (_, file, path) => {
    expect(faultsOf(file)).toContain(`${path}: is not a known setting`);
  });

  it.each([
    ['id', ['acme', 'A', '0.a_b-c', 'a'.repeat(64)], ['', '.acme', '-a', 'a b', 'ä', 'a'.repeat(65), 7, `${CANARY}\n`]],
    ['awsAccount', ['000000000000'], ['11112222333', '1111222233334', 111122223333, 'aaaabbbbcccc', CANARY]],
    ['region', ['us-gov-west-1', 'ap-southeast-2'], ['', 'eu', 'eu-west', 'EU-WEST-1', 'eu-west-1.evil.example', 1]],
    ['weight', [0.01, 1, 1_000], [0, -1, 0.009, 1_001, '1', CANARY]],
    ['sharedWith', ['emea'], ['', 'e mea', 7, [CANARY]]],
    ['collectionPrefix', ['a', 'acme.eu_1-', 'a'.repeat(128)], ['', 'a b', 'a/', 'ä', 'a'.repeat(129), 7, [CANARY]]],
    [
      'allowedCollections',
      [['staff'], ['a'.repeat(255), 'A.b_c-1']],
      [[], CANARY, ['a', 'a'], ['a b'], ['a'.repeat(256)], [7], [[CANARY]], {}],
    ],
    [
      's3',
      [[], [{ bucket: 'acme-photos' }, { bucket: 'acme-photos', keyPrefix: 'faces/' }]],
      [CANARY, {}, [CANARY], [{}], [{ bucket: 'a' }], [{ bucket: 'a b c' }], [{ bucket: 'acme', keyPrefix: 7 }]],
    ],
    ['apiKeys', [[]], [{}, CANARY, undefined, [CANARY], [[]], [[keySettings()]]]],
    ['credentials', [{ static: STATIC }, { default: {} }], [undefined, CANARY, [], 7]],
  ])('accepts only valid values of %s of a tenant', (member, accepted: unknown[], refused: unknown[]) => {
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
  ])('accepts only valid values of %s of a key', (member, accepted: unknown[], refused: unknown[]) => {
    for (const value of accepted) expect(faultsOf(withKey({ [member]: value }))).toEqual([]);
    for (const value of refused) {
      const [first] = faultsOf(withKey({ [member]: value }));
      expect({ value, fault: first }).toEqual({
        value,
        fault: expect.stringMatching(`^tenants\\.0\\.apiKeys\\.0\\.${member}`),
      });
    }
  });

  it('allows an offset in an expiry date', () => {
    const { tenants } = read(JSON.stringify(withKey({ expiresAt: '2027-01-01T01:00:00.250+01:00' })));
    expect(tenants[0]!.apiKeys[0]!.expiresAtMs).toBe(Date.UTC(2027, 0, 1, 0, 0, 0, 250));
  });

  it.each([[undefined], [[]], [{}], [CANARY], [[CANARY]], [[[]]], [[[tenantSettings()]]], [[null]]])(
    'rejects %j for tenants',
    (tenants) => {
      const faults = faultsOf({ tenants });
      expect(faults).toEqual(expect.arrayContaining([expect.stringMatching(/^tenants/)]));
    },
  );

  it.each([['aws'], ['off'], [{}], [{ DisassociateFaces: 5, ListFaces: 0.5 }], [undefined]])(
    'accepts %j for the quotas of an account',
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
  ])('rejects %j for the quotas of an account', (quotas) => {
    expect(faultsOf({ ...only({}), accounts: { 111122223333: { quotas } } })).toEqual([
      'accounts.111122223333.quotas: must be aws, off or calls per second by operation',
    ]);
  });

  it.each([
    [{ '1111': {} }, 'accounts: must be an object whose keys are AWS account ids, 12 digits in quotes'],
    [{ '111122223333': 'aws' }, 'accounts.111122223333: must be an object'],
    [[], 'accounts: must be an object whose keys are AWS account ids, 12 digits in quotes'],
    [CANARY, 'accounts: must be an object whose keys are AWS account ids, 12 digits in quotes'],
  ])('rejects %j for accounts', (accounts, fault) => {
    expect(faultsOf({ ...only({}), accounts })).toEqual([fault]);
  });

  it('reports the faults of all tenants at once', () => {
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

  it('allow tenants of different accounts', () => {
    expect(faultsOf({ tenants: [tenantSettings(), beta()] })).toEqual([]);
  });

  it('reject a duplicate tenant id', () => {
    expect(faultsOf({ tenants: [tenantSettings(), beta({ id: 'acme' })] })).toEqual([
      'tenants.1.id: must not be the same as tenants.0.id',
    ]);
  });

  it('reject a duplicate key id, also across tenants', () => {
    const apiKeys = [keySettings({ sha256: sha256('b') })];
    expect(faultsOf({ tenants: [tenantSettings(), beta({ apiKeys })] })).toEqual([
      'tenants.1.apiKeys.0.id: must not be the same as tenants.0.apiKeys.0.id',
    ]);
  });

  it('reject one key for two tenants, without quoting its hash', () => {
    const apiKeys = [keySettings({ id: 'beta-key' })];
    expect(faultsOf({ tenants: [tenantSettings(), beta({ apiKeys })] })).toEqual([
      'tenants.1.apiKeys.0.sha256: must not be the same as tenants.0.apiKeys.0.sha256',
    ]);
  });

  it.each([
    [undefined, undefined, false],
    ['emea', undefined, false],
    [undefined, 'emea', false],
    ['emea', 'apac', false],
    ['emea', 'emea', true],
  ])('allow tenants to share collections only with the same sharedWith: %p, %p', (one, two, shared) => {
    const faults = faultsOf({
      tenants: [
        tenantSettings(one === undefined ? {} : { sharedWith: one }),
        beta({ awsAccount: '111122223333', ...(two !== undefined && { sharedWith: two }) }),
      ],
    });
    expect(faults).toEqual(
      shared ? [] : ['tenants.1: sees collections of tenants.0; if that is intended, give both the same sharedWith'],
    );
  });

  it('allow tenants of one account in different regions', () => {
    expect(
      faultsOf({ tenants: [tenantSettings(), beta({ awsAccount: '111122223333', region: 'us-east-1' })] }),
    ).toEqual([]);
  });

  it.each([[{}], [{ static: STATIC, default: {} }]])(
    'reject credentials that are not of exactly one kind: %j',
    (credentials) => {
      expect(faultsOf(only({ credentials }))).toEqual([
        'tenants.0.credentials: must be an object that names exactly one kind of credentials',
      ]);
    },
  );

  it('allow at most one tenant to use the default credentials', () => {
    const credentials = { default: {} };
    expect(faultsOf({ tenants: [tenantSettings({ credentials }), beta()] })).toEqual([]);
    expect(faultsOf({ tenants: [tenantSettings({ credentials }), beta({ credentials })] })).toEqual([
      'tenants.1.credentials.default: only one tenant can use the default credentials, and tenants.0.credentials.default already does',
    ]);
  });

  it.each(['default', 'container'])('reject settings for the %s credentials, which have none', (kind) => {
    expect(faultsOf(only({ credentials: { [kind]: { profile: CANARY } } }))).toEqual([
      `tenants.0.credentials.${kind}: must be an empty object {}, because it has no settings`,
    ]);
  });

  it('reject a prefix and a list of collections for one tenant', () => {
    expect(faultsOf(only({ collectionPrefix: 'a.', allowedCollections: ['b'] }))).toEqual([
      'tenants.0: must be given collectionPrefix or allowedCollections, not both',
    ]);
  });

  it.each([
    [{ collectionPrefix: 'acme.' }, { collectionPrefix: 'acme.eu.' }, false],
    [{ collectionPrefix: 'acme.' }, { collectionPrefix: 'beta.' }, true],
    [{ collectionPrefix: 'acme.' }, { allowedCollections: ['acme.staff'] }, false],
    [{ allowedCollections: ['staff'] }, { allowedCollections: ['staff', 'visitors'] }, false],
    [{ allowedCollections: ['staff'] }, { allowedCollections: ['visitors'] }, true],
    [{ allowedCollections: ['staff'] }, {}, false],
  ])('distinguish views that can overlap from views that cannot: %j, %j', (one, other, apart) => {
    const file = (word: object): object => ({
      tenants: [
        tenantSettings({ ...one, ...word }),
        beta({ awsAccount: '111122223333', region: 'eu-west-1', ...other, ...word }),
      ],
    });
    expect(faultsOf(file({}))).toEqual(
      apart ? [] : ['tenants.1: sees collections of tenants.0; if that is intended, give both the same sharedWith'],
    );
    expect(faultsOf(file({ sharedWith: 'emea' }))).toEqual([]);
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

  it('come from variables without a trailing line break', () => {
    const variables = { ACME_ID: 'AKIAACME\n', ACME_SECRET: 'secret\r\n' };
    expect(keysOf(read(JSON.stringify(only({})), variables))).toEqual({
      accessKeyId: 'AKIAACME',
      secretAccessKey: 'secret',
    });
  });

  it.each([
    ['accessKeyIdEnv', { ACME_ID: '"AKIAACME"', ACME_SECRET: 'secret' }],
    ['accessKeyIdEnv', { ACME_ID: 'AKIA ACME', ACME_SECRET: 'secret' }],
    ['secretAccessKeyEnv', { ACME_ID: 'AKIAACME', ACME_SECRET: 'two\nlines' }],
    ['secretAccessKeyEnv', { ACME_ID: 'AKIAACME', ACME_SECRET: 'sécret' }],
  ])('are reported at start if %s refers to an invalid key', (member, variables) => {
    expect(faultsOf(only({}), variables)).toEqual([
      `tenants.0.credentials.static.${member}: names a variable or file whose content is no AWS key`,
    ]);
  });

  it('come from files, which are read each time, without surrounding white space', () => {
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

  it('have no session token unless one is configured', () => {
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
  ])('require exactly one source for %s', (name, settings) => {
    const [fault, ...others] = faultsOf(only({ credentials: { static: settings } }));
    expect(others).toEqual([]);
    expect(fault).toMatch(
      new RegExp(`^tenants\\.0\\.credentials\\.static: must be given .*${name}Env (and|or) ${name}File`),
    );
  });

  it.each(['', '1A', 'A-B', 'A B', 7])('reject %p as the name of a variable', (accessKeyIdEnv) => {
    const [fault] = faultsOf(only({ credentials: { static: { ...STATIC, accessKeyIdEnv } } }));
    expect(fault).toMatch(/^tenants\.0\.credentials\.static\.accessKeyIdEnv: /);
  });

  it('are reported at start if a variable is absent or empty, by the path of the setting', () => {
    expect(faultsOf(only({}), { ACME_ID: '' })).toEqual(
      ['accessKeyIdEnv', 'secretAccessKeyEnv'].map(
        (member) => `tenants.0.credentials.static.${member}: names a variable or file that is empty or missing`,
      ),
    );
  });

  it('are not quoted if they are in place of the name of their variable', () => {
    const settings = { accessKeyIdEnv: 'AKIACANARY', secretAccessKeyEnv: CANARY.replace('-', '_') };
    const faults = faultsOf(only({ credentials: { static: settings } })).join();
    expect(faults).toContain('secretAccessKeyEnv: ');
    expect(faults).not.toMatch(/canary/i);
  });

  it('are reported at start if a file is absent or empty, by the path of the setting', () => {
    const settings = {
      accessKeyIdFile: join(folder, CANARY),
      secretAccessKeyFile: fileHolding('\n', 'empty'),
      sessionTokenFile: folder,
    };
    expect(faultsOf(only({ credentials: { static: settings } }), {})).toEqual(
      ['accessKeyIdFile', 'secretAccessKeyFile', 'sessionTokenFile'].map(
        (member) => `tenants.0.credentials.static.${member}: names a variable or file that is empty or missing`,
      ),
    );
  });
});

const ROLE = 'arn:aws:iam::111122223333:role/faces';

describe('Roles', () => {
  function credentialsOf(credentials: object, variables: Readonly<Record<string, string>> = {}): unknown {
    const { tenants, faults } = read(JSON.stringify(only({ credentials })), variables);
    expect(faults).toEqual([]);
    return tenants[0]!.credentials;
  }

  it('are assumed for an hour, without a policy, unless the file says otherwise', () => {
    expect(credentialsOf({ assumeRole: { roleArn: ROLE } })).toEqual({
      kind: 'assumeRole',
      roleArn: ROLE,
      durationSeconds: 3_600,
      sessionPolicy: false,
    });
    const settings = { roleArn: ROLE, durationSeconds: 900, sessionPolicy: true, externalIdEnv: 'ACME_EXTERNAL' };
    expect(credentialsOf({ assumeRole: settings }, { ACME_EXTERNAL: CANARY })).toEqual({
      kind: 'assumeRole',
      roleArn: ROLE,
      durationSeconds: 900,
      sessionPolicy: true,
      externalId: CANARY,
    });
  });

  it('may have an external id in the tenants file, in a variable or in a separate file', () => {
    const withId = (settings: object): unknown =>
      credentialsOf({ assumeRole: { roleArn: ROLE, ...settings } }, { ACME_EXTERNAL: 'from-variable' });
    const externalIdFile = fileHolding('from-file\n', 'external');
    expect(withId({ externalId: 'acme-4711' })).toMatchObject({ externalId: 'acme-4711' });
    expect(withId({ externalIdEnv: 'ACME_EXTERNAL' })).toMatchObject({ externalId: 'from-variable' });
    expect(withId({ externalIdFile })).toMatchObject({ externalId: 'from-file' });
    const two = { roleArn: ROLE, externalId: 'acme-4711', externalIdFile };
    expect(faultsOf(only({ credentials: { assumeRole: two } }))).toEqual([
      'tenants.0.credentials.assumeRole: must be given externalId or externalIdEnv or externalIdFile, not more than one',
    ]);
  });

  it('are assumed with a token from the configured file, or from the file that Kubernetes provides', () => {
    const tokenFile = fileHolding('token', 'token');
    const expected = {
      kind: 'webIdentity',
      roleArn: ROLE,
      durationSeconds: 43_200,
      sessionPolicy: false,
      tokenFile,
    };
    const role = { roleArn: ROLE, durationSeconds: 43_200 };
    expect(credentialsOf({ webIdentity: { ...role, tokenFile } })).toEqual(expected);
    expect(credentialsOf({ webIdentity: role }, { AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile })).toEqual(expected);
  });

  it('are never taken from the environment: each tenant has its own', () => {
    const variables = { AWS_ROLE_ARN: ROLE, AWS_WEB_IDENTITY_TOKEN_FILE: fileHolding('token', 'token') };
    expect(faultsOf(only({ credentials: { webIdentity: {} } }), variables)).toEqual([
      'tenants.0.credentials.webIdentity.roleArn: is missing',
    ]);
  });

  it('are reported at start if a variable or file is absent', () => {
    const absent = 'names a variable or file that is empty or missing';
    expect(faultsOf(only({ credentials: { assumeRole: { roleArn: ROLE, externalIdEnv: 'X' } } }), {})).toEqual([
      `tenants.0.credentials.assumeRole.externalIdEnv: ${absent}`,
    ]);
    const tokenFile = join(folder, CANARY);
    expect(faultsOf(only({ credentials: { webIdentity: { roleArn: ROLE, tokenFile } } }), {})).toEqual([
      `tenants.0.credentials.webIdentity.tokenFile: ${absent}`,
    ]);
    expect(faultsOf(only({ credentials: { webIdentity: { roleArn: ROLE } } }), {})).toEqual([
      'AWS_WEB_IDENTITY_TOKEN_FILE must name a file that is not empty',
    ]);
  });

  it('are restricted only by a policy that AWS accepts', () => {
    const allowedCollections = Array.from({ length: 40 }, (_, index) => `a-collection-with-a-long-name-${index}`);
    const withPolicy = (sessionPolicy: boolean, view: object): string[] =>
      faultsOf(only({ credentials: { assumeRole: { roleArn: ROLE, sessionPolicy } }, ...view }));
    expect(withPolicy(true, { allowedCollections })).toEqual([
      expect.stringMatching(/^tenants\.0\.credentials\.assumeRole\.sessionPolicy: /),
    ]);
    expect(withPolicy(false, { allowedCollections })).toEqual([]);
    expect(withPolicy(true, { collectionPrefix: 'acme.' })).toEqual([]);
  });

  it.each(['assumeRole', 'webIdentity'])('of another account are rejected: %s', (kind) => {
    const tokenFile = fileHolding('token', 'token');
    const settings = { roleArn: ROLE.replace('1111', '4444'), ...(kind === 'webIdentity' && { tokenFile }) };
    expect(faultsOf(only({ credentials: { [kind]: settings } }))).toEqual([
      `tenants.0.credentials.${kind}.roleArn: must belong to the tenant's awsAccount`,
    ]);
  });

  it.each([
    ['roleArn', [ROLE, `${ROLE}/a+b=c,d.e@f-g_h`], ['', 'faces', 'arn:aws:iam::1:role/a', `${ROLE} `, 7, CANARY]],
    ['durationSeconds', [900, 43_200], [899, 43_201, 900.5, '3600', CANARY]],
    ['sessionPolicy', [true, false], ['true', 0, {}, CANARY]],
    ['externalIdEnv', ['ACME_ID'], ['', '1A', 'A B', 7]],
    ['externalId', ['acme-4711', 'a:/=,.@+_-1'], ['', 'a', 'a b', CANARY.repeat(120), 7]],
  ])('accept only valid values of %s', (member, accepted: unknown[], refused: unknown[]) => {
    const withRole = (value: unknown): object =>
      only({ credentials: { assumeRole: { roleArn: ROLE, [member]: value } } });
    for (const value of accepted) expect(faultsOf(withRole(value))).toEqual([]);
    for (const value of refused) {
      expect({ value, faults: faultsOf(withRole(value)) }).toEqual({
        value,
        faults: [expect.stringMatching(`^tenants\\.0\\.credentials\\.assumeRole\\.${member}: must be`)],
      });
    }
  });
});

describe('Container credentials', () => {
  const URI = 'AWS_CONTAINER_CREDENTIALS_FULL_URI';
  const file = only({ credentials: { container: {} } });
  const variables = (uri: string): Record<string, string> => ({
    [URI]: uri,
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: fileHolding('token', 'token'),
  });

  it.each([
    'https://agent.example/v1/credentials',
    'http://127.0.0.1:9000/credentials',
    'http://[::1]/credentials',
    'http://localhost/credentials',
    'http://169.254.170.2/v2/credentials',
    'http://169.254.170.23/v1/credentials',
    'http://[fd00:ec2::23]/v1/credentials',
  ])('come from the agent in the environment: %s', (uri) => {
    const { tenants, faults } = read(JSON.stringify(file), variables(uri));
    expect(faults).toEqual([]);
    expect(tenants[0]!.credentials).toEqual({ kind: 'container', uri, tokenFile: join(folder, 'token') });
  });

  it.each([
    '',
    'agent.example',
    'ftp://127.0.0.1/',
    'http://agent.example/',
    'http://169.254.169.254/latest/meta-data',
    'http://127.0.0.1.agent.example/',
    'http://127.0.0.1@agent.example/',
    `https://user:${CANARY}@agent.example/`,
  ])('come from no other URL, and none with a secret: %s', (uri) => {
    expect(faultsOf(file, variables(uri))).toEqual([expect.stringMatching(`^${URI} must be an https URL`)]);
  });

  it('need the file of the token, which is reported once for all tenants', () => {
    const other = tenantSettings({
      id: 'beta',
      region: 'us-east-1',
      credentials: { container: {} },
      apiKeys: [],
    });
    const both = { tenants: [tenantSettings({ credentials: { container: {} } }), other] };
    expect(faultsOf(both, { [URI]: 'https://agent.example' })).toEqual([
      'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE must name a file that is not empty',
    ]);
  });
});

describe('Collection views and S3 locations', () => {
  const readTenant = (changes: object): Reading['tenants'][number] => read(JSON.stringify(only(changes))).tenants[0]!;

  it('are read from the file', () => {
    expect(readTenant({ collectionPrefix: 'acme.' }).view).toEqual({ kind: 'prefix', prefix: 'acme.' });
    expect(readTenant({ allowedCollections: ['staff', 'visitors'] }).view).toEqual({
      kind: 'listed',
      collectionIds: new Set(['staff', 'visitors']),
    });
    expect(readTenant({}).view).toEqual({ kind: 'all' });
    const s3 = [{ bucket: 'acme-photos', keyPrefix: 'faces/' }, { bucket: 'acme-all' }];
    expect(readTenant({ s3 }).s3).toEqual([
      { bucket: 'acme-photos', keyPrefix: 'faces/' },
      { bucket: 'acme-all', keyPrefix: '' },
    ]);
  });
});

describe('Issuers', () => {
  const ISSUER = {
    issuer: 'https://login.example/acme',
    audience: 'faces',
    jwksUri: 'https://login.example/acme/jwks',
    algorithms: ['RS256', 'ES256'],
    tenantClaim: 'org',
    scopesClaim: 'scope',
  };
  const withIssuer = (changes: object): object => ({ ...only({}), issuers: [{ ...ISSUER, ...changes }] });

  it('are returned unchanged', () => {
    expect(read(JSON.stringify(withIssuer({}))).issuers).toEqual([ISSUER]);
    expect(read(JSON.stringify(only({}))).issuers).toEqual([]);
  });

  it('may be restricted to some tenants, each of which must be in the file', () => {
    const [{ id }] = (only({}) as { tenants: [{ id: string }] }).tenants;
    expect(read(JSON.stringify(withIssuer({ tenants: [id] }))).issuers).toEqual([{ ...ISSUER, tenants: [id] }]);
    expect(faultsOf(withIssuer({ tenants: [id, CANARY] }))).toEqual([
      'issuers.0.tenants.1: must be the id of a tenant',
    ]);
    expect(faultsOf(withIssuer({ tenants: [] }))).toEqual([expect.stringMatching(/^issuers\.0\.tenants: /)]);
  });

  it('may set the maximum lifetime of their tokens, from a minute to a year', () => {
    const lives = (seconds: unknown): string[] => faultsOf(withIssuer({ maxLifetimeSeconds: seconds }));
    expect([60, 86_400, 31_536_000].flatMap(lives)).toEqual([]);
    for (const wrong of [59, 31_536_001, 0, -60, 3_600.5, '3600']) {
      expect([wrong, lives(wrong)]).toEqual([wrong, [expect.stringMatching(/^issuers\.0\.maxLifetimeSeconds: /)]]);
    }
  });

  it('allow tenants without API keys', () => {
    expect(faultsOf({ ...only({ apiKeys: [] }), issuers: [ISSUER] })).toEqual([]);
  });

  const URLS = [
    ['https://login.example', 'https://login.example:8443/a?b=c', 'http://localhost:9000/jwks', 'http://[::1]/a'],
    [
      '',
      CANARY,
      'http://login.example',
      'http://127.0.0.1.login.example',
      'http://127.0.0.1@login.example/',
      'https://user:secret@login.example',
      'http://localhost:80\\@login.example/',
      'ftp://login.example',
      'https://',
      'https://login.example/a b',
      'https://login.example/#a',
      7,
    ],
  ] as const;

  const CLAIMS = [['org'], ['realm_access', 'roles'], ['https://acme.example/tenant'], 'urn:a:b.c', ['a.b']];
  /** Claims that no token can have, or that can be no text. */
  const IMPOSSIBLE = ['a.b', '/a/b', '$.a', 'exp', 'iat', 'nbf', ['exp'], ['sub', 'org'], ['aud', 'a'], [], [''], [7]];

  it.each([
    ['issuer', ...URLS],
    ['jwksUri', ...URLS],
    [
      'audience',
      ['faces', ['faces'], ['faces', 'api://faces']],
      ['', 7, [], ['faces', ''], [['faces']], CANARY.repeat(30)],
    ],
    ['audienceClaim', ['client_id', ['aud'], undefined], ['', 7, ...IMPOSSIBLE]],
    ['jwksFile', [], ['', 7, 'a\u0000b', '/keys/jwks.json']],
    [
      'algorithms',
      [['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']],
      [[], ['none'], ['HS256'], ['RS256', 'RS256'], ['ES256K'], ['rs256'], 'RS256', [CANARY]],
    ],
    ['tenantClaim', ['org', ...CLAIMS], ['', 'a b', 7, ...IMPOSSIBLE]],
    ['scopesClaim', ['scope', ...CLAIMS], ['', 'a b', 7, ...IMPOSSIBLE]],
    [
      'scopeMap',
      [undefined, { 'faces/read': 'read', 'Faces.Write.All': ['read', 'write'] }],
      [{}, [], 'read', { a: 'delete' }, { a: [] }, { a: ['read', 'read'] }, { a: null }, { '': 'read' }],
    ],
  ])('accept only valid values of %s', (member, accepted: readonly unknown[], refused: readonly unknown[]) => {
    for (const value of accepted) expect(faultsOf(withIssuer({ [member]: value }))).toEqual([]);
    for (const value of refused) {
      const [first] = faultsOf(withIssuer({ [member]: value }));
      expect({ value, fault: first }).toEqual({
        value,
        fault: expect.stringMatching(`^issuers\\.0(\\.${member})?[:.]`),
      });
    }
  });

  it.each(['issuer', 'audience', 'algorithms', 'tenantClaim'])('are rejected without %s', (member) => {
    expect(faultsOf(withIssuer({ [member]: undefined }))).toEqual([`issuers.0.${member}: is missing`]);
  });

  it('have their keys at a URL or in a file, and their scopes in one claim or in several', () => {
    const { jwksUri, scopesClaim } = ISSUER;
    const file = { jwksUri: undefined, jwksFile: '/keys/jwks.json' };
    const several = { scopesClaim: undefined, scopesClaims: ['scp', ['realm_access', 'roles']] };
    expect(faultsOf(withIssuer({ ...file, ...several }))).toEqual([]);
    const both = 'issuers.0: must be given exactly one of jwksUri and jwksFile';
    expect(faultsOf(withIssuer({ ...file, jwksUri }))).toEqual([both]);
    expect(faultsOf(withIssuer({ jwksUri: undefined }))).toEqual([both]);
    const scopes = 'issuers.0: must be given exactly one of scopesClaim and scopesClaims';
    expect(faultsOf(withIssuer({ ...several, scopesClaim }))).toEqual([scopes]);
    expect(faultsOf(withIssuer({ scopesClaim: undefined }))).toEqual([scopes]);
    expect(faultsOf(withIssuer({ ...several, scopesClaims: ['scp', 'realm_access.roles'] }))).toEqual([
      expect.stringMatching(/^issuers\.0\.scopesClaims\.1: must be a list of names/),
    ]);
  });

  it('must be unique', () => {
    expect(faultsOf({ ...only({}), issuers: [ISSUER, { ...ISSUER, audience: 'other' }] })).toEqual([
      'issuers.1.issuer: must not be the same as issuers.0.issuer',
    ]);
  });
});

describe('The region of a tenant', () => {
  it.each(REGIONS)('may be %s, with a role of %s', (region, partition) => {
    const roleArn = `arn:${partition}:iam::111122223333:role/faces`;
    const file = {
      tenants: [tenantSettings({ region, credentials: { assumeRole: { roleArn, sessionPolicy: true } } })],
    };
    expect(faultsOf(file)).toEqual([]);
  });
});

describe('An empty entry of a list', () => {
  it.each([{ tenants: [null] }, only({ apiKeys: [null] }), only({ apiKeys: [keySettings({ scopes: [null] })] })])(
    'is rejected instead of ignored: %j',
    (file) => {
      expect(faultsOf(file)).not.toEqual([]);
    },
  );
});
