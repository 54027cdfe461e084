import { readFile } from 'node:fs/promises';
import { scheduler } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { BULK_ACTIONS, BulkInputFault, readBulkItems } from './bulk/bulk-input.js';
import { hasSucceeded, OutcomeFile, Progress } from './bulk/bulk-outcomes.js';
import { keyed, runBulk } from './bulk/bulk-run.js';

const USAGE = `Usage: npm run bulk -- FILE --action ACTION --collection ID [options]

Sends one request for up to 100 faces of each user in FILE (NDJSON or CSV) to a running service, follows its RateLimit
and Retry-After, and writes what became of each request.

  FILE             lines such as {"userId":"ann","faceIds":["…"]}, or CSV with the header userId,faceId
  --action ACTION  disassociate, delete-faces, delete-users or erase
  --collection ID  the collection
  --url URL        the service                                       (http://127.0.0.1:3000)
  --out FILE       outcomes, one JSON line a request      (FILE.outcomes)
  --concurrency N  requests at once, 1 to 50                         (5)

The API key is read from the variable FACADE_API_KEY. If the outcome file exists, requests that succeeded are not sent
again: repeat the command after a stop, or to try failed requests again. To do the same once more, use another outcome
file. Exits with 0 if every request succeeded, 1 if not, 2 if FILE or an option cannot be used.`;

const FAILED = 1;
const USAGE_FAULT = 2;

try {
  process.exitCode = await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = USAGE_FAULT;
}

/** @throws BulkInputFault */
function readCommand() {
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
  const text = await readFile(file, 'utf8').catch(() => {
    throw new BulkInputFault(`cannot read ${file}`);
  });
  const items = readBulkItems(text, action, collection);
  const outcomes = await OutcomeFile.open(out);
  const all = keyed(items, outcomes.run);
  const pending = all.filter(({ key }) => !outcomes.succeeded.has(key));
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopping.abort());
  const progress = new Progress(all.length, all.length - pending.length);
  await runBulk(pending, {
    ...target,
    wait: (delayMs) => scheduler.wait(delayMs, { signal: stopping.signal }).catch(() => undefined),
    signal: stopping.signal,
    onOutcome: async (outcome) => {
      await outcomes.add(outcome);
      progress.step(hasSucceeded(outcome));
    },
  });
  await outcomes.close();
  progress.end();
  return progress.isComplete ? 0 : FAILED;
}
