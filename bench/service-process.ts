// Runs the service as it is shipped and reports its port. On request, it also reports the maximum number of bytes read
// from one connection since the last request, the heap size after a collection, or a CPU profile of the time between
// two requests.
import { subscribe } from 'node:diagnostics_channel';
import { Session } from 'node:inspector/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type * as ImageSlots from '../src/config/image-slots.js';
import type * as LoadConfig from '../src/config/load-config.js';
import type * as Operations from '../src/operations.js';
import type * as RunService from '../src/run-service.js';

const DIST = join(import.meta.dirname, '../../../dist');

const { loadConfig } = (await import(join(DIST, 'config/load-config.js'))) as typeof LoadConfig;
const { imageSlotsIn } = (await import(join(DIST, 'config/image-slots.js'))) as typeof ImageSlots;
const { OPERATIONS } = (await import(join(DIST, 'operations.js'))) as typeof Operations;
const { runService } = (await import(join(DIST, 'run-service.js'))) as typeof RunService;

let mostReadBytes = 0;
subscribe('net.server.socket', (message) => {
  const { socket } = message as { socket: Socket };
  socket.once('close', () => (mostReadBytes = Math.max(mostReadBytes, socket.bytesRead)));
});

const config = loadConfig(process.env, OPERATIONS);
const toldMemoryBytes = Number(process.argv[2]);
const port = await runService(toldMemoryBytes > 0 ? { ...config, imageSlots: imageSlotsIn(toldMemoryBytes) } : config);

let profiler: Session | undefined;

/** Starts or ends a profile. */
async function profile(): Promise<object> {
  if (profiler !== undefined) return profiler.post('Profiler.stop');
  profiler = new Session();
  profiler.connect();
  await profiler.post('Profiler.enable');
  await profiler.post('Profiler.start');
  return {};
}

process.on('message', (message) => {
  if (message === 'profile') {
    void profile().then((result) => process.send?.(result));
    return;
  }
  if (message === 'heap') {
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
    process.send?.({ heapBytes: process.memoryUsage().heapUsed });
    return;
  }
  process.send?.({ mostReadBytes });
  mostReadBytes = 0;
});
// The benchmark's process has ended.
process.on('disconnect', () => process.exit(0));
process.send?.({ url: `http://127.0.0.1:${port}` });
