// Runs the service as it is shipped, in a process of its own, and tells where it listens.
import { join } from 'node:path';
import type * as LoadConfig from '../src/config/load-config.js';
import type * as RunService from '../src/run-service.js';

const DIST = join(import.meta.dirname, '../../../dist');

const { loadConfig } = (await import(join(DIST, 'config/load-config.js'))) as typeof LoadConfig;
const { runService } = (await import(join(DIST, 'run-service.js'))) as typeof RunService;
const port = await runService(loadConfig(process.env));

// The benchmark has ended, in whatever way.
process.on('disconnect', () => process.exit(0));
process.send?.({ url: `http://127.0.0.1:${port}` });
