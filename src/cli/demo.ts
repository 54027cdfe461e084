import { DemoIssuer } from '../demo/demo-issuer.js';
import { DEMO_COLLECTION, DEMO_SEED, type DemoFaces, seedDemo } from '../demo/demo-people.js';
import { loadConfig } from '../config/load-config.js';
import { DEMO_API_KEY, DEMO_TENANT } from '../demo/demo-tenant.js';
import { OPERATIONS } from '../operations.js';
import { systemClock } from '../resilience/time/clock.js';
import { runService } from '../run-service.js';

const SETTINGS = { HOST: '127.0.0.1', LOG_LEVEL: 'warn', DRAIN_DELAY_MS: '0', CORS_ORIGINS: 'http://localhost:*' };
const FIXED = { REKOGNITION: 'embedded', TENANTS_FILE: '', NODE_ENV: '' };

try {
  const issuer = DemoIssuer.create(systemClock);
  process.once('exit', () => issuer.remove());
  const config = {
    ...loadConfig({ ...SETTINGS, ...process.env, ...FIXED }, OPERATIONS, [DEMO_TENANT]),
    issuers: [issuer.settings],
  };
  let faces: DemoFaces | undefined;
  const prepare = async (engineUrl: string): Promise<void> => {
    faces = await seedDemo(engineUrl);
  };
  const port = await runService(config, { seed: DEMO_SEED, prepare });
  console.log(welcome(`http://${config.host}:${port}${config.basePath}`, faces?.ann[0] ?? '', issuer.token()));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
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
