import { ConfigInvalid } from './config/environment.js';
import { loadConfig } from './config/load-config.js';
import { AuditLocked } from './audit/audit-lock.js';
import { DEMO_TENANT } from './demo/demo-tenant.js';
import { runService } from './run-service.js';

try {
  await runService(loadConfig(process.env, [DEMO_TENANT]));
} catch (error) {
  // The operator can mend these: the message says how, and a stack would bury it.
  console.error(error instanceof ConfigInvalid || error instanceof AuditLocked ? error.message : error);
  process.exit(1);
}
