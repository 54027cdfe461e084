import { ListCollectionsCommand } from '@aws-sdk/client-rekognition';
import { ExpiredTokenException, InvalidIdentityTokenException } from '@aws-sdk/nested-clients/sts';
import { fromWebToken } from '@aws-sdk/credential-provider-web-identity';
import { describe, expect, it } from '@jest/globals';
import { refusal } from '../kit.js';
import { withEngine } from '../with-engine.js';
import { assumeByToken, ELLIPTIC, jwt, rawSts, ROLE_ACCOUNT, roleArn, RSA } from '../sts-kit.js';

const NOW_MS = Date.UTC(2030, 0, 1);
const CLAIMS = {
  iss: 'https://token.example.com',
  aud: 'sts.amazonaws.com',
  sub: 'repo:acme/staff:ref:main',
  exp: NOW_MS / 1000 + 60,
};
const EXACT = { issuer: CLAIMS.iss, audience: CLAIMS.aud, subject: 'repo:acme/*' };
const pem = RSA.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const jwk = ELLIPTIC.publicKey.export({ format: 'jwk' });

const { engine } = withEngine({
  nowMs: () => NOW_MS,
  roles: [
    { roleArn: roleArn('any'), webIdentity: {} },
    { roleArn: roleArn('exact'), webIdentity: EXACT },
    { roleArn: roleArn('rsa'), webIdentity: { ...EXACT, publicKey: pem } },
    { roleArn: roleArn('elliptic'), webIdentity: { ...EXACT, publicKey: jwk } },
    { roleArn: roleArn('for-keys') },
  ],
});

describe('AssumeRoleWithWebIdentity', () => {
  it('opens a session for the bearer of a token that the role trusts, unsigned', async () => {
    const { answer, credentials } = await assumeByToken(engine, 'exact', jwt(CLAIMS), { DurationSeconds: 900 });
    expect(answer).toMatchObject({
      SubjectFromWebIdentityToken: CLAIMS.sub,
      Audience: CLAIMS.aud,
      Provider: CLAIMS.iss,
      AssumedRoleUser: { Arn: `arn:aws:sts::${ROLE_ACCOUNT}:assumed-role/exact/me` },
    });
    expect(answer.Credentials!.Expiration!.getTime()).toBe(NOW_MS + 900_000);
    const client = engine.client({ credentials });
    expect((await client.send(new ListCollectionsCommand({}))).CollectionIds).toEqual([]);
    const { calls } = await engine.recorder();
    expect(calls.find(({ operation }) => operation === 'AssumeRoleWithWebIdentity')).toMatchObject({
      accountId: null,
      accessKeyId: null,
      region: null,
      result: 'ok',
    });
  });

  it('works with the credential provider of the SDK', async () => {
    const credentials = fromWebToken({
      roleArn: roleArn('rsa'),
      webIdentityToken: jwt(CLAIMS, 'RS256', RSA.privateKey),
      clientConfig: { endpoint: engine.url, region: 'eu-west-1' },
    });
    const client = engine.client({ credentials });
    expect((await client.send(new ListCollectionsCommand({}))).CollectionIds).toEqual([]);
  });

  it.each([
    ['RS256', 'rsa', RSA],
    ['RS384', 'rsa', RSA],
    ['RS512', 'rsa', RSA],
    ['ES256', 'elliptic', ELLIPTIC],
  ])('verifies %s with the key of the role', async (alg, role, { privateKey }) => {
    await assumeByToken(engine, role, jwt(CLAIMS, alg, privateKey));
    await expect(assumeByToken(engine, role, jwt(CLAIMS, alg))).rejects.toThrow(InvalidIdentityTokenException);
    const [head = '', , signature = ''] = jwt(CLAIMS, alg, privateKey).split('.');
    const other = [head, jwt({ ...CLAIMS, sub: 'repo:acme/other' }).split('.')[1], signature].join('.');
    expect(await refusal(assumeByToken(engine, role, other))).toMatchObject({
      name: 'InvalidIdentityTokenException',
      status: 400,
    });
  });

  it.each([
    ['a key of the other kind', 'rsa', jwt(CLAIMS, 'ES256', ELLIPTIC.privateKey)],
    ['an algorithm of another curve', 'elliptic', jwt(CLAIMS, 'ES384', ELLIPTIC.privateKey)],
    ['an empty signature', 'rsa', jwt(CLAIMS).replace(/[^.]*$/, '')],
  ])('rejects a token signed with %s', async (_, role, token) => {
    await expect(assumeByToken(engine, role, token)).rejects.toThrow(InvalidIdentityTokenException);
  });

  it.each(['any', 'exact', 'rsa', 'elliptic'])('never accepts alg none or a shared secret (%s)', async (role) => {
    for (const alg of ['none', 'None', 'HS256', 'toString', ''])
      await expect(assumeByToken(engine, role, jwt(CLAIMS, alg))).rejects.toThrow(InvalidIdentityTokenException);
  });

  it('accepts a token without checking its signature if the role has no key', async () => {
    await assumeByToken(engine, 'any', jwt({ ...CLAIMS, iss: 'https://x', aud: ['a', 'b'], sub: 'y' }));
  });

  it('accepts a token with several audiences, one of which is trusted', async () => {
    await assumeByToken(engine, 'exact', jwt({ ...CLAIMS, aud: ['other', CLAIMS.aud] }));
  });

  it('rejects an expired token with an error that the SDK recognizes', async () => {
    const call = () => assumeByToken(engine, 'any', jwt({ ...CLAIMS, exp: NOW_MS / 1000 }));
    await expect(call()).rejects.toThrow(ExpiredTokenException);
    expect(await refusal(call())).toMatchObject({ status: 400 });
  });

  it.each([
    ['another issuer', { iss: 'https://other.example.com' }, 'InvalidIdentityTokenException', 400],
    ['another audience', { aud: 'other' }, 'InvalidIdentityTokenException', 400],
    ['another subject', { sub: 'repo:other/staff' }, 'AccessDenied', 403],
    ['no issuer', { iss: undefined }, 'InvalidIdentityTokenException', 400],
    ['no subject', { sub: 5 }, 'InvalidIdentityTokenException', 400],
    ['no audience', { aud: [] }, 'InvalidIdentityTokenException', 400],
    ['no expiry', { exp: '2030' }, 'InvalidIdentityTokenException', 400],
  ])('rejects a token of %s', async (_, claims, name, status) => {
    expect(await refusal(assumeByToken(engine, 'exact', jwt({ ...CLAIMS, ...claims })))).toMatchObject({
      name,
      status,
    });
  });

  it.each([
    'no token',
    'a.b.c',
    '....',
    `${jwt(CLAIMS)}.more`,
    jwt(CLAIMS).slice(0, 60),
    'bnVsbA.bnVsbA.bnVsbA',
    jwt({ ...CLAIMS, aud: [] }),
  ])('rejects %j, which is not a token', async (token) => {
    await expect(assumeByToken(engine, 'any', token)).rejects.toThrow(InvalidIdentityTokenException);
  });

  it.each(['for-keys', 'nobody'])(
    'rejects the role %s, which trusts no tokens, with the same message',
    async (role) => {
      expect(await refusal(assumeByToken(engine, role, jwt(CLAIMS)))).toEqual({
        name: 'AccessDenied',
        message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
        status: 403,
      });
    },
  );

  it('ignores the signature of the request', async () => {
    const form = new URLSearchParams({
      Action: 'AssumeRoleWithWebIdentity',
      Version: '2011-06-15',
      RoleArn: roleArn('any'),
      RoleSessionName: 'me',
      WebIdentityToken: jwt(CLAIMS),
    });
    expect((await rawSts(engine, form.toString(), { keys: { accessKeyId: 'X', secretAccessKey: 'y' } })).status).toBe(
      200,
    );
  });

  it('can have faults, such as an unreachable identity provider', async () => {
    await engine.control('PUT', 'faults', [
      { operation: 'AssumeRoleWithWebIdentity', fault: 'IDPCommunicationError', times: 1 },
      { operation: 'AssumeRoleWithWebIdentity', fault: 'IDPRejectedClaim', effect: 'after', times: 1 },
    ]);
    for (const name of ['IDPCommunicationErrorException', 'IDPRejectedClaimException'])
      expect(await refusal(assumeByToken(engine, 'any', jwt(CLAIMS)))).toMatchObject({ name });
    await assumeByToken(engine, 'any', jwt(CLAIMS));
  });
});
