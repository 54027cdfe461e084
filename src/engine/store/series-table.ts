import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Sequences by name, starting at 1. A rollback returns its numbers. */
export class SeriesTable {
  private readonly draw: StatementSync;

  constructor(database: DatabaseSync) {
    this.draw = database.prepare(
      `INSERT INTO series (name, drawn) VALUES (?, 1) ON CONFLICT DO UPDATE SET drawn = drawn + 1 RETURNING drawn`,
    );
  }

  next(name: string): number {
    return Number(this.draw.get(name)?.['drawn']);
  }
}
