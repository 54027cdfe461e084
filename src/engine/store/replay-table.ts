import type { Realm } from './collection-table.js';
import type { Database } from './database.js';

/** The first use of a `ClientRequestToken`. */
export interface Replay {
  /** Identifies the input of the first call. */
  readonly fingerprint: string;
  /** The JSON response. */
  readonly answer: string;
}

/** Identifies a token, which is valid for one operation, region and account. */
export interface TokenUse {
  readonly realm: Realm;
  readonly operation: string;
  readonly token: string;
}

const CAPACITY = 100_000;
const BY_TOKEN = `SELECT fingerprint, answer FROM replays
  WHERE account = ? AND region = ? AND operation = ? AND token = ? AND expires_at_ms > ?`;
const INSERTION = `INSERT INTO replays (account, region, operation, token, expires_at_ms, fingerprint, answer)
  VALUES (?, ?, ?, ?, ?, ?, ?)`;

/** Responses for replay: the 100,000 newest that have not expired. */
export class ReplayTable {
  constructor(private readonly database: Database) {}

  find(use: TokenUse, nowMs: number): Replay | undefined {
    return this.database.get(BY_TOKEN, ...valuesOf(use), nowMs) as Replay | undefined;
  }

  insert(use: TokenUse, { fingerprint, answer }: Replay, nowMs: number, windowMs: number): void {
    this.database.run('DELETE FROM replays WHERE expires_at_ms <= ?', nowMs);
    this.database.run(INSERTION, ...valuesOf(use), nowMs + windowMs, fingerprint, answer);
    this.database.run('DELETE FROM replays WHERE key <= (SELECT max(key) FROM replays) - ?', CAPACITY);
  }
}

function valuesOf({ realm, operation, token }: TokenUse): string[] {
  return [realm.accountId, realm.region, operation, token];
}
