import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { exportJWK, generateKeyPair, SignJWT } from 'jose';

import { SCOPES } from '../config/tenants-file/claims.js';
import type { Issuer } from '../config/tenants-file/tenants-file.schema.js';
import { DEMO_COLLECTION, DEMO_SEED, type DemoFaces, seedDemo } from '../demo/demo-people.js';
import { loadConfig } from '../config/load-config.js';
import { DEMO_API_KEY, DEMO_TENANT } from '../demo/demo-tenant.js';
import { OPERATIONS } from '../operations.js';
import { systemClock } from '../resilience/time/clock.js';
import { runService } from '../run-service.js';

const SETTINGS = { HOST: '127.0.0.1', LOG_LEVEL: 'warn', DRAIN_DELAY_MS: '0', CORS_ORIGINS: 'http://localhost:*' };
const TOKEN_SECONDS = 24 * 60 * 60;
const FIXED = { REKOGNITION: 'embedded', TENANTS_FILE: '', NODE_ENV: '' };

try {
  const { issuer, token } = await createIssuer();
  const config = {
    ...loadConfig({ ...SETTINGS, ...process.env, ...FIXED }, OPERATIONS, [DEMO_TENANT]),
    issuers: [issuer],
  };
  let faces: DemoFaces | undefined;
  const prepare = async (engineUrl: string): Promise<void> => {
    faces = await seedDemo(engineUrl);
  };
  const port = await runService(config, { seed: DEMO_SEED, prepare });
  console.log(welcome(`http://${config.host}:${port}${config.basePath}`, faces?.ann[0] ?? '', token));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

/** Issues a token for the demo tenant. The key is new at each start; its public half is in a temporary file. */
async function createIssuer(): Promise<{ issuer: Issuer; token: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'rekognition-facade-demo-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const alg = 'ES256';
  const { privateKey, publicKey } = await generateKeyPair(alg);
  const issuer = {
    issuer: 'https://issuer.demo.example',
    audience: 'rekognition-facade',
    jwksFile: join(folder, 'jwks.json'),
    algorithms: [alg],
    tenantClaim: 'tenant',
    scopesClaim: 'scope',
  };
  writeFileSync(issuer.jwksFile, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), alg, use: 'sig' }] }));
  const iat = Math.floor(systemClock.wallMs() / 1_000);
  const identity = { iss: issuer.issuer, aud: issuer.audience, sub: 'ann', tenant: DEMO_TENANT.id };
  const claims = { ...identity, scope: SCOPES.join(' '), iat, exp: iat + TOKEN_SECONDS };
  const token = await new SignJWT(claims).setProtectedHeader({ alg, typ: 'at+jwt' }).sign(privateKey);
  return { issuer, token };
}

function welcome(url: string, faceId: string, token: string): string {
  const key = `-H 'X-API-Key: ${DEMO_API_KEY}'`;
  const faces = `'${url}/collections/${DEMO_COLLECTION}/users/ann/faces`;
  return [
    '',
    'rekognition-facade runs on an embedded engine: no AWS account is used.',
    '',
    `  Swagger UI   ${url}/docs   (Authorize with the key ${DEMO_API_KEY})`,
    `  Document     ${url}/openapi.json`,
    `  Metrics      ${url}/metrics`,
    '',
    "List ann's faces:",
    `  curl ${key} ${faces}'`,
    '',
    'Disassociate one of them:',
    `  curl -X DELETE ${key} -H 'Content-Type: application/json' -d '{"faceIds":["${faceId}"]}' ${faces}'`,
    '',
    'Call with a token (JWT) of the demo, valid for a day:',
    `  curl -H 'Authorization: Bearer ${token}' '${url}/me'`,
    '',
    'Press Ctrl-C to stop.',
    '',
  ].join('\n');
}
