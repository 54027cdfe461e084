import { randomUUID } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

import { BulkInputFault } from './bulk-input.js';
import type { BulkOutcome } from './bulk-run.js';

/** The outcomes of a run and its continuations: a line with the run's id, then one line per request. */
export class OutcomeFile {
  private constructor(
    readonly run: string,
    /** Keys of the requests that succeeded. */
    readonly succeeded: ReadonlySet<string>,
    private readonly file: FileHandle,
  ) {}

  /** Lines that were cut off when an earlier run was killed are ignored. */
  static async open(path: string): Promise<OutcomeFile> {
    const lines: (Partial<BulkOutcome> & { run?: string })[] = [];
    const file = await open(path, 'a+');
    const text = await file.readFile('utf8');
    for (const line of text.split('\n')) {
      try {
        lines.push(JSON.parse(line) as BulkOutcome);
      } catch {
        continue;
      }
    }
    const known = lines.find(({ run }) => run !== undefined)?.run;
    if (known === undefined && text !== '') throw new BulkInputFault(`${path} is not an outcome file`);
    const id = known ?? randomUUID();
    if (known === undefined) await file.appendFile(`${JSON.stringify({ run: id })}\n`);
    else if (!text.endsWith('\n')) await file.appendFile('\n');
    const done = lines.filter(
      (line): line is BulkOutcome => line.key !== undefined && hasSucceeded(line as BulkOutcome),
    );
    return new OutcomeFile(id, new Set(done.map(({ key }) => key)), file);
  }

  async add(outcome: BulkOutcome): Promise<void> {
    await this.file.appendFile(`${JSON.stringify(outcome)}\n`);
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

export function hasSucceeded({ status, answer }: BulkOutcome): boolean {
  const { outcome = 'complete', state = 'done' } = answer as { outcome?: string; state?: string };
  return status >= 200 && status < 300 && outcome === 'complete' && ['done', 'already-erased'].includes(state);
}
