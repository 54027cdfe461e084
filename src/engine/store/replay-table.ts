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

  find({ realm, operation, token }: TokenUse, nowMs: number): Replay | undefined {
    const [replay] = this.database.all<Replay>(BY_TOKEN, realm.accountId, realm.region, operation, token, nowMs);
    return replay;
  }

  insert(
    { realm, operation, token }: TokenUse,
    { fingerprint, answer }: Replay,
    nowMs: number,
    windowMs: number,
  ): void {
    const use = [realm.accountId, realm.region, operation, token];
    this.database.run('DELETE FROM replays WHERE expires_at_ms <= ?', nowMs);
    this.database.run(INSERTION, ...use, nowMs + windowMs, fingerprint, answer);
    this.database.run('DELETE FROM replays WHERE key <= (SELECT max(key) FROM replays) - ?', CAPACITY);
  }
}
