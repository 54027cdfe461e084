import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/** Holds the inner index pages of a million faces. */
const CACHE_KIBIBYTES = 64 * 1024;
/** 16 MB. Checkpoints are slow; with this size fewer than one in a hundred user changes causes one. */
const CHECKPOINT_PAGES = 4000;

const SETTINGS = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA foreign_keys = ON;
  PRAGMA temp_store = MEMORY;
  PRAGMA cache_size = -${CACHE_KIBIBYTES};
  PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
`;

interface Schema {
  readonly sql: string;
  readonly format: number;
  /** Changes a file of the previous format. */
  readonly upgrade?: string;
}

/** An SQLite database. Statements are prepared once and kept by their text. */
export class Database {
  private readonly database: DatabaseSync;
  private readonly statements = new Map<string, StatementSync>();

  /**
   * Opens a file for this process only and creates the schema if the file is empty.
   *
   * @throws Error if the file has another format
   */
  constructor(file: string, { sql, format: wanted, upgrade }: Schema) {
    this.database = new DatabaseSync(file);
    try {
      this.database.exec(SETTINGS);
      const format = Number(this.database.prepare('PRAGMA user_version').get()?.['user_version']);
      const change = format === 0 ? sql : format === wanted - 1 ? upgrade : undefined;
      if (change !== undefined) this.database.exec(`BEGIN; ${change} PRAGMA user_version = ${wanted}; COMMIT;`);
      else if (format !== wanted)
        throw new Error(`${file} has data format ${format}; this engine supports only ${wanted}`);
    } catch (error) {
      this.database.close();
      throw error;
    }
  }

  exec(sql: string): void {
    this.database.exec(sql);
  }

  get(sql: string, ...values: SQLInputValue[]): unknown {
    return this.statement(sql).get(...values);
  }

  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.statement(sql).all(...values) as Row[];
  }

  iterate<Row>(sql: string, ...values: SQLInputValue[]): Iterable<Row> {
    return this.statement(sql).iterate(...values) as Iterable<unknown> as Iterable<Row>;
  }

  /** Returns the number of changed rows. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.statement(sql).run(...values).changes);
  }

  get isTransaction(): boolean {
    return this.database.isTransaction;
  }

  close(): void {
    this.database.close();
  }

  private statement(sql: string): StatementSync {
    const statement = this.statements.get(sql) ?? this.database.prepare(sql);
    this.statements.set(sql, statement);
    return statement;
  }
}
