import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

import { ruleFaults, shapeFaults } from '../../src/config/tenants-file/tenants-file-faults.js';
import type { Issuer, TenantsFile } from '../../src/config/tenants-file/tenants-file.schema.js';
import { OPERATIONS } from '../../src/operations.js';
import { accountsOf, tenant, TestApp } from '../harness/app.js';
import { TestEngine } from '../harness/engine.js';
import { FakeClock } from '../harness/fake-clock.js';
import { withKeysIn } from '../harness/issuer.js';
import { jwkOf, type Members, rsaPair, signedToken } from '../harness/tokens.js';

const PAGE = readFileSync('docs/identity.md', 'utf8');
const DIRECTORY = 'aaaabbbb-0000-cccc-1111-dddd2222eeee';
const PAIR = rsaPair('1234example=');
const NOW_SECONDS = Math.floor(new FakeClock().wallMs() / 1_000);
const TIMES = { iat: NOW_SECONDS - 10, exp: NOW_SECONDS + 3_590 };

interface Provider {
  /** The heading of the page. */
  readonly name: string;
  /** Header members in addition to `alg` and `kid`. */
  readonly head: Members;
  /** An access token as the provider's page shows it. */
  readonly claims: Members;
  readonly expected: { readonly tenant: string; readonly scopes: readonly string[] };
  /** Changes that make the token bad, and the claim and fault that the log then has. */
  readonly wrong: readonly (readonly [change: Members, claim: string, fault: string])[];
}

const PROVIDERS: readonly Provider[] = [
  {
    // @source docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
    name: 'Amazon Cognito',
    head: {},
    claims: {
      sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      device_key: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      'cognito:groups': ['acme'],
      iss: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_EXAMPLE',
      version: 2,
      client_id: '1example23456789',
      origin_jti: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      event_id: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      token_use: 'access',
      scope: 'phone openid profile faces/read email',
      auth_time: TIMES.iat,
      ...TIMES,
      jti: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      username: 'my-test-user',
    },
    expected: { tenant: 'acme', scopes: ['read'] },
    wrong: [
      // An ID token of the same sign-in.
      [{ aud: '1example23456789', client_id: undefined, token_use: 'id' }, 'client_id', 'is missing'],
      [{ client_id: '3example' }, 'client_id', 'has none of the accepted audiences'],
      [{ 'cognito:groups': ['acme', 'admins'] }, 'cognito:groups', 'is neither a string nor a list of one string'],
      [{ 'cognito:groups': undefined }, 'cognito:groups', 'is missing'],
    ],
  },
  {
    // @source www.keycloak.org/docs/latest/server_admin: audience support, organizations, roles in tokens
    name: 'Keycloak',
    head: { typ: 'JWT' },
    claims: {
      ...TIMES,
      auth_time: TIMES.iat,
      jti: 'onrtac:6a7a1b2c-3a43-4d0c-9c0b-6f0e8d1f4a55',
      iss: 'https://login.acme.example/realms/staff',
      aud: ['faces', 'account'],
      sub: '8f6bc52d-2a3e-4a38-9dc8-2d5a2a2f1f0c',
      typ: 'Bearer',
      azp: 'console',
      sid: '35b1d55c-9f3f-4a5f-9d39-0c4f6d3d8d3b',
      acr: '1',
      'allowed-origins': ['https://app.acme.example'],
      realm_access: { roles: ['offline_access', 'faces-viewer', 'uma_authorization', 'default-roles-staff'] },
      resource_access: { faces: { roles: ['faces-editor'] }, account: { roles: ['manage-account', 'view-profile'] } },
      scope: 'openid organization:acme profile email',
      email_verified: true,
      organization: ['acme'],
      preferred_username: 'ann',
    },
    expected: { tenant: 'acme', scopes: ['read', 'write'] },
    wrong: [
      [{ aud: 'account' }, 'aud', 'has none of the accepted audiences'],
      [{ aud: undefined }, 'aud', 'is missing'],
      [{ organization: { acme: {}, globex: {} } }, 'organization', 'is neither a string nor a list of one string'],
      [{ organization: ['globex'] }, 'organization', 'names no tenant of the tenants file'],
    ],
  },
  {
    // @source auth0.com/docs/secure/tokens/access-tokens/access-token-profiles
    name: 'Auth0',
    head: { typ: 'JWT' },
    claims: {
      iss: 'https://acme.eu.auth0.com/',
      sub: 'auth0|123456',
      aud: ['https://faces.acme.example', 'https://acme.eu.auth0.com/userinfo'],
      azp: 'my_client_id',
      ...TIMES,
      scope: 'openid profile',
      permissions: ['read:faces', 'write:faces', 'read:patients'],
      'https://acme.example/tenant': 'acme',
    },
    expected: { tenant: 'acme', scopes: ['read', 'write'] },
    wrong: [
      [{ iss: 'https://acme.eu.auth0.com' }, '', ''],
      [{ aud: 'https://acme.eu.auth0.com/userinfo' }, 'aud', 'has none of the accepted audiences'],
      [{ 'https://acme.example/tenant': undefined }, 'https://acme.example/tenant', 'is missing'],
    ],
  },
  {
    // @source developer.okta.com/docs/reference/api/oidc: access token payload claims
    name: 'Okta',
    head: {},
    claims: {
      ver: 1,
      jti: 'AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE',
      iss: 'https://acme.okta.com/oauth2/default',
      aud: 'api://default',
      sub: 'ann@acme.example',
      ...TIMES,
      cid: 'nmdP1fcyvdVO11AL7ECm',
      uid: '00ujmkLgagxeRrAg20g3',
      scp: ['openid', 'faces.read'],
      tenant: 'acme',
      auth_time: TIMES.iat,
    },
    expected: { tenant: 'acme', scopes: ['read'] },
    wrong: [
      // A token of the org authorization server.
      [{ iss: 'https://acme.okta.com', aud: 'https://acme.okta.com' }, '', ''],
      [{ tenant: ['acme', 'globex'] }, 'tenant', 'is neither a string nor a list of one string'],
    ],
  },
  {
    // @source learn.microsoft.com/entra/identity-platform/access-token-claims-reference
    name: 'Microsoft Entra ID',
    head: { typ: 'JWT', x5t: 'mULsNMGCiCDKtaOm7AIbQHJnKYc' },
    claims: {
      aud: '11112222-bbbb-3333-cccc-4444dddd5555',
      iss: `https://login.microsoftonline.com/${DIRECTORY}/v2.0`,
      ...TIMES,
      nbf: TIMES.iat,
      aio: 'AXQAi/8IAAAAtAaZLo3ChMif6KOnttRB7eBq4/DccQzjcJGxPYy/C3jDaNGxXd6wNIIVGRghNRnwJ1lOcAnNZcjvkoyrFxCttv33140RioOFJ4bCCGVuoCag1uOTT22222gHwLPYQ/uf79QX+0KIijdrmp69RctzmQ==',
      azp: '6e74172b-be56-4843-9ff4-e66a39bb12e3',
      azpacr: '1',
      name: 'Ann',
      oid: '690222be-ff1a-4d56-abd1-7e4f7d38e474',
      preferred_username: 'ann@acme.example',
      rh: 'I',
      roles: ['Faces.Write.All'],
      scp: 'Faces.Read User.Read',
      sub: 'HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ',
      tid: DIRECTORY,
      uti: 'fqiBqXLPj0eQa82S-IYFAA',
      ver: '2.0',
    },
    expected: { tenant: DIRECTORY, scopes: ['read', 'write'] },
    wrong: [
      [{ aud: '00000003-0000-0000-c000-000000000000' }, 'aud', 'has none of the accepted audiences'],
      [{ tid: '9188040d-6c67-4c5b-b112-36a304b66dad' }, 'tid', 'names no tenant of the tenants file'],
    ],
  },
];

let engine: TestEngine;
let app: TestApp;
let folder: string;
let jwksFile: string;

beforeAll(async () => {
  engine = await TestEngine.start({ accounts: accountsOf([tenant('acme')]) });
  folder = mkdtempSync(join(tmpdir(), 'providers-'));
  jwksFile = join(folder, 'jwks.json');
  writeFileSync(jwksFile, JSON.stringify({ keys: [jwkOf(PAIR)] }));
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});
afterEach(() => app.close());

function settingsOf(name: string): TenantsFile {
  const [, text = ''] = new RegExp(`## ${name}\n[^]*?\`\`\`yaml\n([^]*?)\`\`\``).exec(PAGE) ?? [];
  return parse(text) as TenantsFile;
}

/** The service with the issuers of the page, whose keys are in a file. */
async function serve({ name }: Provider): Promise<Issuer> {
  const { tenants, issuers = [] } = settingsOf(name);
  const issuer = withKeysIn(jwksFile, issuers[0]!);
  app = await TestApp.start(engine.url, {
    tenants: tenants.map(({ id }) => tenant('acme', { id, apiKeys: [] })),
    issuers: [issuer],
  });
  return issuer;
}

function ask({ claims, head }: Provider, changes: Members = {}, path = '/me') {
  const token = signedToken(PAIR, { ...claims, ...changes }, head);
  return app.ask(path, { key: '', headers: { authorization: `Bearer ${token}` } });
}

function logged(): { reason?: string; claim?: string; fault?: string } {
  return JSON.parse(app.logLines.filter((line) => line.includes('"msg":"request"')).at(-1) ?? '') as object;
}

describe.each(PROVIDERS)('A token as $name issues it', (provider) => {
  const { name, claims, expected, wrong } = provider;

  it('is accepted with the settings of the page, for its tenant and scopes', async () => {
    const file = settingsOf(name);
    expect([...shapeFaults(file), ...ruleFaults(file, OPERATIONS)]).toEqual([]);
    await serve(provider);
    const { status, body } = await ask(provider);
    expect([status, body]).toEqual([200, { ...expected, subject: claims['sub'], sharedKeys: false }]);
  });

  it('is rejected with a wrong or missing claim, and the log contains the claim and the reason, but nothing from the token', async () => {
    await serve(provider);
    for (const [change, claim, fault] of wrong) {
      const { status } = await ask(provider, change);
      const { reason, ...told } = logged();
      expect([status, told.claim ?? '', told.fault ?? '']).toEqual([401, claim, fault]);
      expect(reason).toBe(claim === '' ? 'unknown-issuer' : fault.startsWith('names no') ? 'unknown-tenant' : 'claims');
    }
    const values = Object.values(claims).flatMap((value) =>
      typeof value === 'string' && value.length > 8 ? value : [],
    );
    expect(values.filter((value) => app.logLines.join('').includes(value))).toEqual([]);
  });

  it('allows nothing without a scope of the map, and the log says so', async () => {
    const { scopesClaim, scopesClaims = [scopesClaim ?? ''] } = await serve(provider);
    const none: Members = Object.fromEntries(scopesClaims.map((claim) => [[claim].flat()[0] ?? '', undefined]));
    const others: Members = Object.fromEntries(
      Object.keys(none).map((top) => [top, ['read', 'write', 'admin', 'openid']]),
    );
    const told: unknown[] = [];
    for (const changes of [none, others]) {
      const { status, body } = await ask(provider, changes);
      told.push([status, body['code'], logged().fault]);
    }
    const isNested = scopesClaims.some((claim) => typeof claim !== 'string');
    expect(told).toEqual([
      [403, 'insufficient-scope', 'is missing'],
      [403, 'insufficient-scope', isNested ? 'is missing' : 'has no name that grants a scope'],
    ]);
  });
});
