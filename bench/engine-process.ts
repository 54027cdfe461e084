// Runs the engine in its own process, so that its time and memory are not mixed with those of the benchmark.
import { startEngine } from '../src/engine/index.js';
import type { EngineOptions } from '../src/engine/index.js';

const engine = await startEngine(JSON.parse(process.argv[2] ?? '{}') as EngineOptions);

process.on('message', () => process.send?.({ rssBytes: process.memoryUsage.rss() }));
// The benchmark's process has ended.
process.on('disconnect', () => void engine.close());
process.send?.({ url: engine.url });
