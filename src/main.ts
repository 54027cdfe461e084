import { ConfigInvalid } from './config/environment.js';
import { loadConfig } from './config/load-config.js';
import { runService } from './run-service.js';

try {
  await runService(loadConfig(process.env));
} catch (error) {
  // What can go wrong at start is the operator's to mend: the message says it, a stack would bury it.
  console.error(error instanceof ConfigInvalid ? error.message : error);
  process.exit(1);
}
