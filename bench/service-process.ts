// Runs the service as it is shipped and reports its port. On request, it also reports the maximum number of bytes read
// from one connection since the last request, the heap size after a collection, or, of the time between two requests, a
// CPU profile, the delay of the event loop, or the maximum memory in use.
import { subscribe } from 'node:diagnostics_channel';
import { Session } from 'node:inspector/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
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

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

let delays: ReturnType<typeof monitorEventLoopDelay> | undefined;

/** Starts or ends a measurement of the event loop's delay. */
function loopDelay(): object {
  if (delays === undefined) {
    delays = monitorEventLoopDelay({ resolution: 1 });
    delays.enable();
    return {};
  }
  const [p99Ms, maxMs] = [delays.percentile(99) / 1e6, delays.max / 1e6];
  delays = undefined;
  return { p99Ms, maxMs };
}

/** Bytes on the heap and outside it. */
let memory: { least: number; most: number } | undefined;

/** Starts or ends a measurement of the memory in use after a collection, in each turn of the event loop. */
function memoryInUse(): object {
  const found = memory;
  memory = found === undefined ? { least: Number.POSITIVE_INFINITY, most: 0 } : undefined;
  // Twice: memory outside the heap is freed after a collection.
  collectGarbage();
  setImmediate(measure);
  return found ?? {};
}

function measure(): void {
  if (memory === undefined) return;
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  memory = { least: Math.min(memory.least, heapUsed + external), most: Math.max(memory.most, heapUsed + external) };
  setImmediate(measure);
}

const REPORTS: Readonly<Record<string, () => object | Promise<object>>> = {
  profile,
  heap: () => {
    collectGarbage();
    return { heapBytes: process.memoryUsage().heapUsed };
  },
  'loop delay': loopDelay,
  'memory in use': memoryInUse,
  'most read': () => {
    const report = { mostReadBytes };
    mostReadBytes = 0;
    return report;
  },
};

process.on('message', (message: string) => {
  void Promise.resolve(REPORTS[message]?.()).then((report) => process.send?.(report ?? {}));
});
// The benchmark's process has ended.
process.on('disconnect', () => process.exit(0));
process.send?.({ url: `http://127.0.0.1:${port}` });
