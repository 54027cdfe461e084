import { createReadStream, existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { scheduler } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { systemClock } from '../resilience/time/clock.js';
import { BULK_ACTIONS, type BulkAction, BulkInputFault, readBulkItems } from './bulk-input.js';
import { type BulkOutcome, runBulk } from './bulk-run.js';

const USAGE = `Usage: npm run bulk -- FILE --action ACTION --collection ID [options]

Sends one request for each user in FILE (NDJSON or CSV) to a running service, and writes what became of each.

  FILE             lines such as {"userId":"ann","faceIds":["…"]}, or CSV with the header userId,faceId
  --action ACTION  disassociate, delete-faces, delete-users or erase
  --collection ID  the collection
  --url URL        the service                                       (http://127.0.0.1:3000)
  --out FILE       outcomes, one JSON line a request; a second run goes on from it   (FILE.outcomes)
  --concurrency N  requests at once, 1 to 50                         (5)

The API key is read from the variable FACADE_API_KEY. Exits with 0 if every request succeeded, 1 if some failed (repeat
the command to try these again), 2 if FILE or an option cannot be used.`;

const FAILED = 1;
const USAGE_FAULT = 2;
const BAR_CELLS = 30;

try {
  process.exitCode = await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = USAGE_FAULT;
}

interface Command {
  readonly file: string;
  readonly out: string;
  readonly url: string;
  readonly apiKey: string;
  readonly action: BulkAction;
  readonly collection: string;
  readonly concurrency: number;
}

/** @throws BulkInputFault */
function readCommand(): Command {
  const text = { type: 'string' } as const;
  const options = { action: text, collection: text, url: text, out: text, concurrency: text } as const;
  const { positionals, values } = parseArgs({ allowPositionals: true, options });
  const [file] = positionals;
  const { collection, url = 'http://127.0.0.1:3000', concurrency: requests = '5', out = `${file}.outcomes` } = values;
  const action = BULK_ACTIONS.find((each) => each === values.action);
  const apiKey = process.env['FACADE_API_KEY'];
  if (file === undefined || action === undefined || collection === undefined) throw new BulkInputFault(USAGE);
  if (!/^([1-9]|[1-4]\d|50)$/.test(requests)) throw new BulkInputFault(USAGE);
  if (apiKey === undefined) throw new BulkInputFault('FACADE_API_KEY is not set');
  return { file, out, url: url.replace(/\/$/, ''), apiKey, action, collection, concurrency: Number(requests) };
}

async function run(): Promise<number> {
  const { file, out, action, collection, ...target } = readCommand();
  const done = await succeededIn(out);
  const items = readBulkItems(await readFile(file, 'utf8'), action, collection);
  const pending = items.filter(({ key }) => !done.has(key));
  const outcomes = await open(out, 'a');
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopping.abort());
  const progress = new Progress(items.length, items.length - pending.length);
  let failed = 0;
  await runBulk(pending, {
    ...target,
    wait: (delayMs) => scheduler.wait(delayMs, { signal: stopping.signal }).catch(() => undefined),
    signal: stopping.signal,
    onOutcome: async (outcome) => {
      if (!hasSucceeded(outcome)) failed += 1;
      await outcomes.appendFile(`${JSON.stringify(outcome)}\n`);
      progress.step(failed);
    },
  });
  await outcomes.close();
  progress.end();
  return failed === 0 && !stopping.signal.aborted ? 0 : FAILED;
}

/** Keys of requests that succeeded in an earlier run. A last line that was cut off is ignored. */
async function succeededIn(path: string): Promise<Set<string>> {
  const done = new Set<string>();
  if (!existsSync(path)) return done;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    try {
      const outcome = JSON.parse(line) as BulkOutcome;
      if (hasSucceeded(outcome)) done.add(outcome.key);
    } catch {
      continue;
    }
  }
  return done;
}

function hasSucceeded({ status, answer }: BulkOutcome): boolean {
  const { outcome = 'complete', state = 'done' } = answer as { outcome?: string; state?: string };
  return status >= 200 && status < 300 && outcome === 'complete' && ['done', 'already-erased'].includes(state);
}

/** A bar on a terminal, with the time left; otherwise only the last line. */
class Progress {
  private readonly startMs = systemClock.monotonicMs();
  private steps = 0;
  private failed = 0;

  constructor(
    private readonly total: number,
    private readonly before: number,
  ) {}

  step(failed: number): void {
    this.steps += 1;
    this.failed = failed;
    if (process.stderr.isTTY) process.stderr.write(`\r${this.line()}\x1b[K`);
  }

  end(): void {
    process.stderr.write(`${process.stderr.isTTY ? '\r' : ''}${this.line()}\n`);
  }

  private line(): string {
    const done = this.before + this.steps;
    const cells = Math.round((BAR_CELLS * done) / Math.max(1, this.total));
    const perStepMs = (systemClock.monotonicMs() - this.startMs) / Math.max(1, this.steps);
    const leftSeconds = Math.ceil(((this.total - done) * perStepMs) / 1_000);
    const bar = `[${'#'.repeat(cells)}${' '.repeat(BAR_CELLS - cells)}]`;
    return `${bar} ${done} of ${this.total}, ${this.failed} failed, ${leftSeconds} s left`;
  }
}
