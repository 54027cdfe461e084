import { randomInt } from 'node:crypto';
import { accountProblems } from './access/accounts.js';
import { credentialFinder } from './access/principal.js';
import { ASSUMPTIONS } from './assumptions.js';
import { CallLog } from './control/control.js';
import { FaultPlan } from './control/faults.js';
import { DEFAULT_ACCOUNT, DEFAULTS, EngineClock, type EngineOptions, type EngineSettings } from './options.js';
import { quotaProblems } from './quotas.js';
import { RekognitionService } from './rekognition-service.js';
import { CallHandler } from './server/call-handler.js';
import { EngineServer } from './server/server.js';
import { Store } from './store/store.js';
import { Sessions } from './sts/sessions.js';
import { StsService } from './sts/sts-service.js';

export { accountProblems, splitAccounts, type EngineAccount, type EngineRole } from './access/accounts.js';
export type { AccessPolicy } from './access/policy.js';
export type { Assumptions } from './assumptions.js';
export { DEFAULT_ACCOUNT, type ConflictRule, type EngineOptions, type Quotas } from './options.js';
export { quotaProblems } from './quotas.js';

/** A running engine. The caller of startEngine must close it. */
export interface Engine {
  /** The value for an SDK's `endpoint`, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Closes every connection, timer and the store. Further calls return the same promise. */
  close(): Promise<void>;
}

/**
 * Starts a local Rekognition that speaks the AWS wire protocol.
 *
 * @throws Error for invalid options; the listening error if the port is in use; the SQLite error if the data file
 *   cannot be opened.
 */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const settings = settingsOf(options);
  const store = new Store(settings.dataFile);
  const clock = new EngineClock(settings.nowMs);
  const callLog = new CallLog();
  const faults = new FaultPlan(settings.seed);
  const sessions = new Sessions(store.secretKey('sessions'), settings.roles, clock);
  const services = [new StsService(settings, sessions, clock), new RekognitionService(settings, store, clock)];
  const credentialOf = credentialFinder(settings.accounts, (id, token) => sessions.find(id, token));
  const calls = new CallHandler(settings, services, credentialOf, callLog, faults);
  const controlled = settings.control ? { callLog, faults, clock } : undefined;
  const server = new EngineServer(settings, calls, controlled);
  try {
    const { address, family, port } = await server.listen();
    const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
    let closed: Promise<void> | undefined;
    return { url, port, close: () => (closed ??= server.close().then(() => store.close())) };
  } catch (error) {
    store.close();
    throw error;
  }
}

const SEEDS = 2 ** 32;

/**
 * Applies the defaults; an `undefined` option counts as absent.
 *
 * @throws Error with one line per problem
 */
function settingsOf(options: EngineOptions): EngineSettings {
  const problems = problemsOf(options);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const given: EngineOptions = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return { ...DEFAULTS, seed: randomInt(SEEDS), ...given, assumptions: { ...ASSUMPTIONS, ...given.assumptions } };
}

function problemsOf({ accounts = [DEFAULT_ACCOUNT], roles = [], quotas, assumptions = {} }: EngineOptions): string[] {
  return [
    ...accountProblems([...accounts, ...roles]).map((problem) => `accounts and roles: ${problem}`),
    ...Object.keys(assumptions)
      .filter((name) => !Object.hasOwn(ASSUMPTIONS, name))
      .map((name) => `assumptions: ${name} is not an assumption of this engine`),
    ...(typeof quotas === 'object' ? quotaProblems(quotas) : []).map((problem) => `quotas: ${problem}`),
  ];
}
