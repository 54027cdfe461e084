import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { accountProblems, DEFAULT_ACCOUNT, splitAccounts, quotaProblems } from '../engine/index.js';
import type { ConflictRule, EngineAccount, EngineOptions, Quotas } from '../engine/index.js';

/** The text of `--help`. */
export const ENGINE_USAGE = `Usage: npm run engine -- [options]

A local Amazon Rekognition for development and tests. It recognizes nothing: the comment of an
image lists its people (faces=ann,bob). Without one, the image shows a person derived from its bytes.

  --port N             port to listen on, 0 for a free port    (4010)
  --host H             address to listen on                    (127.0.0.1)
  --data FILE          store everything in an SQLite file      (in memory)
  --accounts FILE      JSON list of access keys and of roles for STS:
                       {"accountId","accessKeyId","secretAccessKey","policy"?}
                       {"roleArn","externalId"?,"trusts"?,"webIdentity"?,"policy"?}
                       (account ${DEFAULT_ACCOUNT.accountId}, key test, secret test)
  --quotas QUOTAS      aws, off or a JSON file such as {"DisassociateFaces": 5}:
                       calls per second per account and region (off)
  --settle-ms N        how long a changed user is UPDATING     (500)
  --search-lag-ms N    delay until searches see a user change  (0)
  --face-lag-ms N      delay until searches and AssociateFaces find a new face (0)
  --s3 FOLDER          use FOLDER/BUCKET/NAME as S3 objects    (no S3 objects)
  --conflicts RULE     overlapping, updating or never          (overlapping)
  --latency-ms N       delay of every response                 (0)
  --seed N             seed for face and image ids             (random)
  --clock-skew-ms N    offset of the clock for signatures and Date (0)
  --control            enable the routes under /_engine/
  --help               print this help
`;

const DEFAULT_PORT = 4010;
const MAX_MS = 2 ** 31 - 1;

type Read<Value> = (text: string) => Value;

/** An invalid command line, or value of an option. The message has one line per problem. */
export class UsageError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
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
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new Error('must be an existing folder');
  return path;
}

function conflictRule(value: string): ConflictRule {
  if (value !== 'overlapping' && value !== 'updating' && value !== 'never')
    throw new Error('must be overlapping, updating or never');
  return value;
}

/** Without access keys in the file, the default account stays. */
function accounts(file: string): Partial<EngineOptions> {
  const { accounts, roles } = splitAccounts(jsonIn(file, accountProblems));
  return { ...(accounts.length > 0 && { accounts }), roles };
}

function quotas(value: string): Quotas {
  return value === 'aws' || value === 'off' ? value : (jsonIn(value, quotaProblems) as Quotas);
}

function jsonIn(file: string, problemsOf: (json: unknown) => string[]): unknown {
  const json = JSON.parse(readFileSync(file, 'utf8')) as unknown;
  const problems = problemsOf(json);
  if (problems.length > 0) throw new UsageError(problems);
  return json;
}

/** Parses the value of one engine option. */
function as<Name extends keyof EngineOptions>(
  name: Name,
  read: Read<EngineOptions[Name]>,
): Read<Partial<EngineOptions>> {
  return (text) => ({ [name]: read(text) });
}

/** Options with a value, by name. */
const VALUES: Readonly<Record<string, Read<Partial<EngineOptions>>>> = {
  port: as('port', whole(0, 65_535)),
  host: as('host', text),
  data: as('dataFile', text),
  accounts,
  quotas: as('quotas', quotas),
  'settle-ms': as('settleMs', whole(0, MAX_MS)),
  'search-lag-ms': as('searchLagMs', whole(0, MAX_MS)),
  'face-lag-ms': as('faceLagMs', whole(0, MAX_MS)),
  s3: as('s3Folder', folder),
  conflicts: as('conflicts', conflictRule),
  'latency-ms': as('latencyMs', whole(0, MAX_MS)),
  seed: as('seed', whole(0, Number.MAX_SAFE_INTEGER)),
  'clock-skew-ms': as('clockSkewMs', whole(-MAX_MS, MAX_MS)),
};
const SWITCHES = ['control', 'help'];

/**
 * Parses the command line. Returns `help` if it contains --help.
 *
 * @throws UsageError with one line per problem
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
  const options: EngineOptions = { port: DEFAULT_PORT };
  const faults: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') faults.push(`${token.value}: is not an option`);
    if (token.kind !== 'option') continue;
    if (token.name === 'help') return 'help';
    try {
      Object.assign(options, readOption(token.name, token.value));
    } catch (error) {
      const problems = error instanceof UsageError ? error.problems : [(error as Error).message];
      faults.push(...problems.map((problem) => `${token.rawName}: ${problem}`));
    }
  }
  if (faults.length > 0) throw new UsageError(faults);
  return options;
}

function readOption(option: string, given: string | undefined): Partial<EngineOptions> {
  if (option === 'control' && given === undefined) return { control: true };
  if (option === 'control') throw new Error('takes no value');
  const read = Object.hasOwn(VALUES, option) ? VALUES[option] : undefined;
  if (!read) throw new Error('is not an option');
  if (given === undefined) throw new Error('needs a value');
  return read(given);
}

const REGION = 'us-east-1';

/**
 * Returns the settings and code that point the AWS CLI and the JavaScript and Python SDKs to an engine with its first
 * account. Configured secrets are replaced by placeholders.
 */
export function exportsFor(url: string, given: readonly EngineAccount[] | undefined): string {
  const { accessKeyId, secretAccessKey, sessionToken } = given?.[0] ?? DEFAULT_ACCOUNT;
  const id = accessKeyId;
  const secret = given ? '<its secret>' : secretAccessKey;
  const token = sessionToken === undefined ? undefined : '<its session token>';
  const tokenAs = (prefix: string) => (token === undefined ? '' : `${prefix}${literal(token)}`);
  return `
For the AWS CLI and every AWS SDK, in the shell they run in:
  unset AWS_PROFILE AWS_SESSION_TOKEN
  ${assignments({ AWS_ENDPOINT_URL_REKOGNITION: url, AWS_ENDPOINT_URL_STS: url })}
  ${assignments({ AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token })}
  ${assignments({ AWS_REGION: REGION, AWS_DEFAULT_REGION: REGION })}
  aws rekognition list-collections

Or in code, JavaScript:
  new RekognitionClient({ endpoint: ${literal(url)}, region: ${literal(REGION)},
    credentials: { accessKeyId: ${literal(id)}, secretAccessKey: ${literal(secret)}${tokenAs(', sessionToken: ')} } })
Python:
  boto3.client('rekognition', endpoint_url=${literal(url)}, region_name=${literal(REGION)},
    aws_access_key_id=${literal(id)}, aws_secret_access_key=${literal(secret)}${tokenAs(', aws_session_token=')})
`;
}

function assignments(values: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `export ${given.map(([name, value]) => `${name}=${shellWord(value)}`).join(' ')}`;
}

function shellWord(value: string): string {
  return /^[\w./:-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

/** Returns a string literal for JavaScript and Python. */
function literal(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
