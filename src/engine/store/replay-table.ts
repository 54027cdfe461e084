import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Realm } from './collection-table.js';

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

/** Responses for replay: the 100,000 newest that have not expired. */
export class ReplayTable {
  private readonly byToken: StatementSync;
  private readonly insertion: StatementSync;
  private readonly expiry: StatementSync;
  private readonly overflow: StatementSync;

  constructor(database: DatabaseSync) {
    this.byToken = database.prepare(
      `SELECT fingerprint, answer FROM replays
       WHERE account = ? AND region = ? AND operation = ? AND token = ? AND expires_at_ms > ?`,
    );
    this.insertion = database.prepare(
      `INSERT INTO replays (account, region, operation, token, fingerprint, answer, expires_at_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
    this.expiry = database.prepare('DELETE FROM replays WHERE expires_at_ms <= ?');
    this.overflow = database.prepare('DELETE FROM replays WHERE key <= (SELECT max(key) FROM replays) - ?');
  }

  find({ realm, operation, token }: TokenUse, nowMs: number): Replay | undefined {
    return this.byToken.get(realm.accountId, realm.region, operation, token, nowMs) as Replay | undefined;
  }

  insert({ realm, operation, token }: TokenUse, replay: Replay, nowMs: number, windowMs: number): void {
    this.expiry.run(nowMs);
    this.insertion.run(
      realm.accountId,
      realm.region,
      operation,
      token,
      replay.fingerprint,
      replay.answer,
      nowMs + windowMs,
    );
    this.overflow.run(CAPACITY);
  }
}
