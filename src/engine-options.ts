import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DEFAULT_ACCOUNT, quotaProblems } from './engine/index.js';
import type { ConflictRule, EngineAccount, EngineOptions, Quotas } from './engine/index.js';

/** What `--help` prints. */
export const USAGE = `Usage: npm run engine -- [options]

A local Amazon Rekognition for development and tests. Nothing is recognised: who is in an
image is said by its comment (faces=ann,bob) or derived from its bytes.

  --port N             where to listen, 0 for a free port      (4010)
  --host H             where to listen                         (127.0.0.1)
  --data FILE          keep everything in an SQLite file       (in memory)
  --accounts FILE      JSON [{"accountId","accessKeyId","secretAccessKey"}]
                       (account ${DEFAULT_ACCOUNT.accountId}, key test, secret test)
  --quotas QUOTAS      aws, off or a file with JSON {"DisassociateFaces": 5}:
                       calls per second of an account in a region (off)
  --settle-ms N        how long a changed user is UPDATING     (500)
  --search-lag-ms N    until a search finds a user's change    (0)
  --s3 FOLDER          FOLDER/BUCKET/NAME are S3 objects       (no S3 objects)
  --conflicts RULE     overlapping, updating or never          (overlapping)
  --latency-ms N       added to every answer                   (0)
  --seed N             repeatable face and image ids           (random)
  --clock-skew-ms N    moves the clock of signatures and Date  (0)
  --control            opens the routes under /_engine/
  --help               prints this
`;

const DEFAULT_PORT = 4010;
const LONGEST_MS = 2 ** 31 - 1;

type Read<Value> = (text: string) => Value;
type Refusal = { readonly refusals: readonly string[] };

/** Everything wrong with the command line, a line for each fault. */
export class UsageError extends Error {}

/** Several faults of one option's value. */
class Faults extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
  }
}

function whole(min: number, max: number): Read<number> {
  return (text) => {
    const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) throw new Error(`must be a whole number from ${min} to ${max}`);
    return value;
  };
}

function text(value: string): string {
  if (value === '') throw new Error('must not be empty');
  return value;
}

function folder(path: string): string {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new Error('must be a folder');
  return path;
}

function conflictRule(value: string): ConflictRule {
  if (value !== 'overlapping' && value !== 'updating' && value !== 'never')
    throw new Error('must be overlapping, updating or never');
  return value;
}

function accounts(file: string): EngineAccount[] {
  const json = JSON.parse(readFileSync(file, 'utf8')) as unknown;
  if (!Array.isArray(json) || json.length === 0) throw new Error('must hold a list of at least one account');
  const read = json.map(account);
  if (new Set(read.map(({ accessKeyId }) => accessKeyId)).size < read.length)
    throw new Error('holds one accessKeyId twice');
  return read;
}

function quotas(value: string): Quotas {
  if (value === 'aws' || value === 'off') return value;
  const json = JSON.parse(readFileSync(value, 'utf8')) as unknown;
  const problems = quotaProblems(json);
  if (problems.length > 0) throw new Faults(problems);
  return json as Quotas;
}

function account(json: unknown, index: number): EngineAccount {
  const { accountId, accessKeyId, secretAccessKey, sessionToken, ...rest } = Object(json) as Record<string, unknown>;
  const known =
    typeof accountId === 'string' &&
    /^\d{12}$/.test(accountId) &&
    isFilled(accessKeyId) &&
    isFilled(secretAccessKey) &&
    (sessionToken === undefined || isFilled(sessionToken)) &&
    Object.keys(rest).length === 0;
  if (!known)
    throw new Error(
      `account ${index + 1} must have accountId (12 digits), accessKeyId, secretAccessKey and at most sessionToken`,
    );
  return { accountId, accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Every option that takes a value: the engine's name for it, and how it is read. */
const VALUES: Readonly<Record<string, { name: keyof EngineOptions; read: Read<unknown> }>> = {
  port: { name: 'port', read: whole(0, 65_535) },
  host: { name: 'host', read: text },
  data: { name: 'dataFile', read: text },
  accounts: { name: 'accounts', read: accounts },
  quotas: { name: 'quotas', read: quotas },
  'settle-ms': { name: 'settleMs', read: whole(0, LONGEST_MS) },
  'search-lag-ms': { name: 'searchLagMs', read: whole(0, LONGEST_MS) },
  s3: { name: 's3Folder', read: folder },
  conflicts: { name: 'conflicts', read: conflictRule },
  'latency-ms': { name: 'latencyMs', read: whole(0, LONGEST_MS) },
  seed: { name: 'seed', read: whole(0, Number.MAX_SAFE_INTEGER) },
  'clock-skew-ms': { name: 'clockSkewMs', read: whole(-LONGEST_MS, LONGEST_MS) },
};
const SWITCHES = ['control', 'help'];

/**
 * Reads the command line's words; `help` where that is all they ask for.
 *
 * @throws UsageError with a line for each fault.
 */
export function readOptions(args: string[]): EngineOptions | 'help' {
  const { tokens } = parseArgs({
    args,
    strict: false,
    tokens: true,
    options: {
      ...Object.fromEntries(Object.keys(VALUES).map((name) => [name, { type: 'string' as const }])),
      ...Object.fromEntries(SWITCHES.map((name) => [name, { type: 'boolean' as const }])),
    },
  });
  const options: Record<string, unknown> = { port: DEFAULT_PORT };
  const faults: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') faults.push(`${token.value}: is not an option`);
    if (token.kind !== 'option') continue;
    if (token.name === 'help') return 'help';
    const read = readOption(token.name, token.value);
    if ('refusals' in read) faults.push(...read.refusals.map((refusal) => `${token.rawName}: ${refusal}`));
    else options[read.name] = read.value;
  }
  if (faults.length > 0) throw new UsageError(faults.join('\n'));
  return options;
}

function readOption(option: string, given: string | undefined): { name: string; value: unknown } | Refusal {
  if (option === 'control')
    return given === undefined ? { name: option, value: true } : { refusals: ['takes no value'] };
  const row = Object.hasOwn(VALUES, option) ? VALUES[option] : undefined;
  if (!row) return { refusals: ['is not an option'] };
  if (given === undefined) return { refusals: ['needs a value'] };
  try {
    return { name: row.name, value: row.read(given) };
  } catch (error) {
    return { refusals: error instanceof Faults ? error.lines : [messageOf(error)] };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
