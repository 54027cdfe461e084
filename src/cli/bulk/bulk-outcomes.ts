import { randomUUID } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

import { systemClock } from '../../resilience/time/clock.js';
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
    const file = await open(path, 'a+');
    const text = await file.readFile('utf8');
    const lines = text.split('\n').flatMap(parsed);
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

function parsed(line: string): (Partial<BulkOutcome> & { run?: string })[] {
  try {
    return [JSON.parse(line) as BulkOutcome];
  } catch {
    return [];
  }
}

export function hasSucceeded({ status, answer }: BulkOutcome): boolean {
  const { outcome = 'complete', state = 'done' } = answer as { outcome?: string; state?: string };
  return status >= 200 && status < 300 && outcome === 'complete' && ['done', 'already-erased'].includes(state);
}

const BAR_CELLS = 30;

/** Shows a bar with the remaining time on a terminal; otherwise prints a line for every 10 %. */
export class Progress {
  private readonly startMs = systemClock.monotonicMs();
  private steps = 0;
  private failed = 0;

  constructor(
    private readonly total: number,
    private readonly before: number,
  ) {}

  get isComplete(): boolean {
    return this.failed === 0 && this.before + this.steps === this.total;
  }

  step(hasSucceeded: boolean): void {
    const tenth = this.tenths;
    this.steps += 1;
    if (!hasSucceeded) this.failed += 1;
    if (process.stderr.isTTY) process.stderr.write(`\r${this.bar}${this.line}\x1b[K`);
    else if (this.tenths > tenth) process.stderr.write(`${this.line}\n`);
  }

  end(): void {
    if (process.stderr.isTTY) process.stderr.write('\n');
    else if (this.steps === 0) process.stderr.write(`${this.line}\n`);
  }

  private get done(): number {
    return this.before + this.steps;
  }

  private get tenths(): number {
    return Math.floor((10 * this.done) / this.total);
  }

  private get bar(): string {
    const cells = Math.round((BAR_CELLS * this.done) / this.total);
    return `[${'#'.repeat(cells)}${' '.repeat(BAR_CELLS - cells)}] `;
  }

  private get line(): string {
    const perStepMs = (systemClock.monotonicMs() - this.startMs) / Math.max(1, this.steps);
    const leftSeconds = Math.ceil(((this.total - this.done) * perStepMs) / 1_000);
    return `${this.done} of ${this.total}, ${this.failed} failed, ${leftSeconds} s left`;
  }
}
