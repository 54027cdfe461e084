import type { EngineOptions } from './options.js';

export type { ConflictRule, EngineAccount, EngineOptions } from './options.js';
export { DEFAULT_ACCOUNT } from './options.js';

/** A running engine. Whoever starts one closes it. */
export interface Engine {
  /** Where an SDK's `endpoint` points, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Ends every connection and timer at once, then the store. Calling it again waits for the same end. */
  close(): Promise<void>;
}

/**
 * Starts a local Rekognition that speaks AWS's wire protocol.
 *
 * @throws the listening or SQLite error when the port is taken or the data file cannot be opened.
 */
export function startEngine(options: EngineOptions = {}): Promise<Engine> {
  return Promise.reject(new Error(`The engine cannot start yet: ${JSON.stringify(options)}`));
}
