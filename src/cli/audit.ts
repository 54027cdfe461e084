import type { KeyObject } from 'node:crypto';
import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { ConfigInvalid, Environment } from '../config/environment.js';
import { readSecrets } from '../config/secrets.js';
import type { ChainHead } from '../audit/audit-chain.js';
import { readHeads, readLines, verifyFolder } from '../audit/audit-folder.js';
import { AuditFault, type AuditSummary, AuditVerifier, type KnownHead } from '../audit/audit-verifier.js';

const USAGE = `npm run audit -- verify FILE… [--log FILE]… [--secrets FILE] [--head SEQ:MAC] [--after SEQ:MAC]
npm run audit -- verify DIR [--log FILE]… [--secrets FILE] [--head SEQ:MAC]

Checks that the lines of an audit are complete, unchanged and in order. Pass the files of one audit in order, or the
folder with the audits of all pods, in files or in folders of its own.

  --log FILE       log of the service that wrote the files; every audit head in it must be in the files
  --secrets FILE   secrets file of the service (default: SECRETS_FILE)
  --head SEQ:MAC   one head from the service's log that must be in the files
  --after SEQ:MAC  the last line before these files, if earlier files are gone

Exits with 0 if the audit is complete, 1 if it is not, 2 if it cannot be checked.`;

/** Verification is impossible, for example because of wrong arguments. */
class CannotVerify extends Error {}

try {
  const command = await readCommand();
  const [folder = ''] = command.files;
  if (command.files.length === 1 && isFolder(folder)) await reportFolder(folder, command);
  else console.log(reportOf(await verify(command)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof AuditFault ? 1 : 2;
}

type Command = Awaited<ReturnType<typeof readCommand>>;

async function readCommand() {
  const text = { type: 'string' } as const;
  const options = { log: { ...text, multiple: true }, secrets: text, head: text, after: text } as const;
  const { positionals, values } = parseArgs({ allowPositionals: true, options });
  const [command, ...files] = positionals;
  if (command !== 'verify' || files.length === 0) throw new CannotVerify(USAGE);
  const head = readHead(values.head);
  const heads = [...(await headsIn(values.log)), ...(head === undefined ? [] : [{ ...head, name: 'the head given' }])];
  return { files, keys: readKeys(values.secrets), heads, after: readHead(values.after) };
}

async function headsIn(logs: readonly string[] = []): Promise<KnownHead[]> {
  const heads = (await Promise.all(logs.map(readHeads))).flat();
  // A log without heads proves nothing, so it must not pass silently.
  if (logs.length > 0 && heads.length === 0) throw new CannotVerify('The log contains no audit head.');
  return heads;
}

function readKeys(file = process.env['SECRETS_FILE']): KeyObject[] {
  if (file === undefined)
    throw new CannotVerify(`Specify the secrets file with --secrets or SECRETS_FILE.\n\n${USAGE}`);
  const environment = new Environment({});
  const secrets = readSecrets(environment, file, true);
  if (environment.faults.length > 0) throw new ConfigInvalid(environment.faults);
  return secrets.keysFor('audit');
}

function readHead(text: string | undefined): ChainHead | undefined {
  if (text === undefined) return undefined;
  const [, seq, mac] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || mac === undefined) throw new CannotVerify(`A head must be SEQ:MAC, not ${text}\n\n${USAGE}`);
  return { seq: Number(seq), mac };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

async function reportFolder(folder: string, { keys, heads, after }: Command): Promise<void> {
  if (after !== undefined) throw new CannotVerify('--after needs the files of one audit, not a folder.');
  const { chains, faults } = await verifyFolder(folder, keys, heads);
  for (const [files, summary] of chains) console.log(`${files}\n${reportOf(summary)}\n`);
  if (faults.length > 0) throw new AuditFault(faults.join('\n'));
  console.log(`${chains.size} whole, none broken, duplicated or missing`);
}

async function verify({ files, ...options }: Command): Promise<AuditSummary> {
  const verifier = new AuditVerifier(options);
  for (const file of files) for await (const line of readLines(file)) verifier.check(line);
  return verifier.finish();
}

function reportOf({ events, torn, firstAt, lastAt, lastEvent, head, headsFound }: AuditSummary): string {
  const counts = [...events].map(([event, count]) => `${count} ${event}`);
  const lines = [...events.values()].reduce((sum, count) => sum + count, 0);
  const isStopped = lastEvent === 'stop';
  return [
    `whole: ${lines} lines (${counts.join(', ')}) from ${firstAt} to ${lastAt}`,
    `head:  ${head.seq}:${head.mac}`,
    ...(headsFound === 0 ? [] : [`known: ${headsFound} of the heads recorded elsewhere, none missing`]),
    ...(torn === 0 ? [] : [`torn:  ${torn}, each of them reported or completed by the next line`]),
    isStopped
      ? 'end:   the service was stopped'
      : 'end:   no stop: the service runs, was killed, or later lines are missing (compare with --log)',
  ].join('\n');
}
