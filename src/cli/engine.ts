import { exportsFor, readOptions, ENGINE_USAGE, UsageError } from './engine-options.js';
import { startEngine } from '../engine/index.js';

const USAGE_ERROR = 2;

async function main(args: string[]): Promise<void> {
  const options = readOptions(args);
  if (options === 'help') {
    process.stdout.write(ENGINE_USAGE);
    return;
  }
  const engine = await startEngine(options);
  const stop = () => void engine.close().then(() => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
  // Printed last, because a parent process may send a signal after reading the first line.
  process.stdout.write(`Rekognition engine on ${engine.url}\n${exportsFor(engine.url, options.accounts)}`);
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (error instanceof UsageError) process.stderr.write(`\n${ENGINE_USAGE}`);
  process.exitCode = error instanceof UsageError ? USAGE_ERROR : 1;
});
