import { generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/nested-clients/sts';
import type {
  AssumeRoleCommandInput,
  AssumeRoleWithWebIdentityCommandInput,
  STSClientConfig,
} from '@aws-sdk/nested-clients/sts';
import { KEYS, REGION, rawFetch } from './kit.js';
import type { RawCall, TestEngine } from './kit.js';

/** The account that the roles of these suites are in. */
export const ROLE_ACCOUNT = '444455556666';

export function roleArn(name: string): string {
  return `arn:aws:iam::${ROLE_ACCOUNT}:role/${name}`;
}

/** An STS client that does not retry. The caller must destroy it. */
export function stsClient(engine: TestEngine, config: STSClientConfig = {}): STSClient {
  return new STSClient({ endpoint: engine.url, region: REGION, credentials: { ...KEYS }, maxAttempts: 1, ...config });
}

/** The credentials of a session, as SDK clients take them. */
export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Assumes a role of this name. Returns the response and the credentials for a client. */
export async function assume(
  engine: TestEngine,
  name: string,
  input: Partial<AssumeRoleCommandInput> = {},
  config: STSClientConfig = {},
) {
  const client = stsClient(engine, config);
  try {
    const command = new AssumeRoleCommand({ RoleArn: roleArn(name), RoleSessionName: 'me', ...input });
    const answer = await client.send(command);
    return { answer, credentials: sessionOf(answer.Credentials!) };
  } finally {
    client.destroy();
  }
}

/** Assumes a role of this name with a web identity token, unsigned. */
export async function assumeByToken(
  engine: TestEngine,
  name: string,
  WebIdentityToken: string,
  input: Partial<AssumeRoleWithWebIdentityCommandInput> = {},
) {
  const client = stsClient(engine);
  try {
    const answer = await client.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: roleArn(name),
        RoleSessionName: 'me',
        WebIdentityToken,
        ...input,
      }),
    );
    return { answer, credentials: sessionOf(answer.Credentials!) };
  } finally {
    client.destroy();
  }
}

type Answered = {
  AccessKeyId?: string | undefined;
  SecretAccessKey?: string | undefined;
  SessionToken?: string | undefined;
};

function sessionOf({ AccessKeyId, SecretAccessKey, SessionToken }: Answered): Session {
  return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! };
}

/** Signs and sends a form to STS without the SDK, and returns the response as text. */
export async function rawSts(engine: TestEngine, form: string | Uint8Array, call: Partial<RawCall> = {}) {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', ...call.headers };
  const response = await rawFetch(engine.url, { service: 'sts', ...call, body: form, headers });
  const xml = await response.text();
  return { status: response.status, headers: response.headers, xml, code: textOf(xml, 'Code') };
}

/** The unchanged text of the first element of this name in an XML document. */
export function textOf(xml: string, element: string): string | undefined {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
}

/** GetCallerIdentity with these credentials. */
export async function callerIdentity(engine: TestEngine, keys: RawCall['keys'] & { sessionToken?: string } = KEYS) {
  const answer = await rawSts(engine, 'Action=GetCallerIdentity&Version=2011-06-15', {
    keys,
    headers: keys.sessionToken === undefined ? {} : { 'x-amz-security-token': keys.sessionToken },
  });
  const [arn, userId, account] = ['Arn', 'UserId', 'Account'].map((name) => textOf(answer.xml, name));
  return { ...answer, arn, userId, account };
}

/** A key pair that signs web identity tokens. */
export const ELLIPTIC = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** A JSON Web Token with these claims; without a key its signature is invalid. */
export function jwt(claims: object, alg = 'RS256', key?: KeyObject): string {
  const part = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url');
  const content = `${part({ alg, typ: 'JWT' })}.${part(claims)}`;
  const signature = key && sign(`sha${alg.slice(2)}`, Buffer.from(content), { key, dsaEncoding: 'ieee-p1363' });
  return `${content}.${(signature ?? Buffer.from('no signature')).toString('base64url')}`;
}
