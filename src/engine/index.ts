import { credentialFinder } from './access/principal.js';
import { CallLog } from './control/call-log.js';
import { FaultPlan } from './control/faults.js';
import { EngineClock, settingsOf, type EngineOptions } from './options.js';
import { RekognitionService } from './rekognition-service.js';
import { CallHandler } from './server/call-handler.js';
import { EngineServer } from './server/server.js';
import { Store } from './store/store.js';
import { Sessions } from './sts/sessions.js';
import { StsService } from './sts/sts-service.js';

export { accountProblems, splitAccounts, type EngineAccount, type EngineRole } from './access/accounts.js';
export type { AccessPolicy } from './access/policy.js';
export type { Assumptions } from './assumptions.js';
export type { ConflictRule } from './operation.js';
export { DEFAULT_ACCOUNT, type EngineOptions } from './options.js';
export { quotaProblems, type Quotas } from './quotas.js';

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
