import { parseArgs } from 'node:util';

import { ConfigInvalid, Environment } from './config/environment.js';
import { readSecrets } from './config/secrets.js';
import type { ChainHead } from './observability/audit-chain.js';
import { readLines } from './observability/audit-reader.js';
import { AuditFault, type AuditSummary, AuditVerifier } from './observability/audit-verifier.js';

const USAGE = `npm run audit -- verify FILE… [--secrets FILE] [--head SEQ:MAC] [--after SEQ:MAC]

Checks that the lines of an audit are whole, unchanged and in order. Files of one audit are named in their order.

  --secrets FILE   the secrets the service ran with; default: SECRETS_FILE
  --head SEQ:MAC   a head from the service's log, which the files have to hold
  --after SEQ:MAC  the last line before these files, where the files before them are gone

Exits with 0 when all is well, 1 when it is not, 2 when it cannot be found out.`;

/** It cannot be found out: the words say why. */
class CannotVerify extends Error {}

try {
  const summary = await verify(readCommand());
  console.log(reportOf(summary));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof AuditFault ? 1 : 2;
}

interface Command {
  readonly files: readonly string[];
  readonly keys: readonly Buffer[];
  readonly head: ChainHead | undefined;
  readonly after: ChainHead | undefined;
}

function readCommand(): Command {
  const options = { secrets: { type: 'string' }, head: { type: 'string' }, after: { type: 'string' } } as const;
  const { positionals, values } = parseArgs({ allowPositionals: true, options });
  const [command, ...files] = positionals;
  if (command !== 'verify' || files.length === 0) throw new CannotVerify(USAGE);
  return { files, keys: readKeys(values.secrets), head: readHead(values.head), after: readHead(values.after) };
}

function readKeys(file = process.env['SECRETS_FILE']): Buffer[] {
  if (file === undefined) throw new CannotVerify(`Name the secrets with --secrets or SECRETS_FILE.\n\n${USAGE}`);
  const environment = new Environment({ SECRETS_FILE: file });
  const secrets = readSecrets(environment, true);
  if (environment.faults.length > 0) throw new ConfigInvalid(environment.faults);
  return secrets.keysFor('audit');
}

function readHead(text: string | undefined): ChainHead | undefined {
  if (text === undefined) return undefined;
  const [, seq, mac] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || mac === undefined) throw new CannotVerify(`A head is SEQ:MAC, not ${text}\n\n${USAGE}`);
  return { seq: Number(seq), mac };
}

async function verify({ files, ...options }: Command): Promise<AuditSummary> {
  const verifier = new AuditVerifier(options);
  for (const file of files) for await (const line of readLines(file)) verifier.check(line);
  return verifier.finish();
}

function reportOf({ events, torn, firstAt, lastAt, lastEvent, head }: AuditSummary): string {
  const counts = [...events].map(([event, count]) => `${count} ${event}`);
  const lines = [...events.values()].reduce((sum, count) => sum + count, 0);
  const isStopped = lastEvent === 'stop';
  return [
    `whole: ${lines} lines (${counts.join(', ')}) from ${firstAt} to ${lastAt}`,
    `head:  ${head.seq}:${head.mac}`,
    ...(torn === 0 ? [] : [`torn:  ${torn}, each of them told by the line after it`]),
    isStopped
      ? 'end:   the service was stopped'
      : 'end:   no stop: the service runs, was killed, or later lines are missing (compare with --head)',
  ].join('\n');
}
