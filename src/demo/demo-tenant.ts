import { createHash } from 'node:crypto';

import type { Tenant } from '../config/tenant.js';
import { SCOPES } from '../config/tenants-file/claims.js';

/** The API key of the demo. It works only with the embedded engine. */
export const DEMO_API_KEY = 'demo-key';

/** The tenant of the embedded engine without a tenants file. It uses the engine's default account. */
export const DEMO_TENANT: Tenant = {
  id: 'demo',
  awsAccount: '000000000000',
  region: 'eu-west-1',
  weight: 1,
  view: { kind: 'all' },
  s3: [],
  credentials: { kind: 'static', read: () => ({ accessKeyId: 'test', secretAccessKey: 'test' }) },
  apiKeys: [{ id: 'demo', sha256: createHash('sha256').update(DEMO_API_KEY).digest(), scopes: SCOPES }],
};
