// Runs an engine of its own, so that neither its time nor its memory is mixed with that of the benchmark.
import { startEngine } from '../src/engine/index.js';
import type { EngineOptions } from '../src/engine/index.js';

const engine = await startEngine(JSON.parse(process.argv[2] ?? '{}') as EngineOptions);

process.on('message', () => process.send?.({ rssBytes: process.memoryUsage.rss() }));
// The benchmark has ended, with or without an error.
process.on('disconnect', () => void engine.close());
process.send?.({ url: engine.url });
