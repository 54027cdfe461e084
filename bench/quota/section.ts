import type { Figure } from '../figures.js';
import type { Row } from './rows.js';

/** Results of one scenario. */
export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly figures: readonly Figure[];
  /** A plot as SVG. */
  readonly plot?: string;
}

const HEAD = ['', 'done', 'failed', 'seconds', 'upstream', 'throttled', 'wait p50', 'wait p99', 'Redis/call'];

/** Formats the contenders in columns. */
export function contendersTable(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.contender,
    ...[row.done, row.failed].map(String),
    row.seconds.toFixed(1),
    ...[row.upstreamCalls, row.upstreamThrottled].map(String),
    ...[row.waitP50Ms, row.waitP99Ms].map((ms) => `${ms.toFixed(0)} ms`),
    ...(row.redisCommands === undefined ? [] : [(row.redisCommands / Math.max(1, row.upstreamCalls)).toFixed(2)]),
  ]);
  const head = HEAD.slice(0, Math.max(...cells.map(({ length }) => length)));
  const widths = head.map((name, column) =>
    Math.max(...[head, ...cells].map((row) => row[column]?.length ?? name.length)),
  );
  return [head, ...cells]
    .map((row) => row.map((cell, column) => pad(cell, widths[column] ?? 0, column === 0)).join('   '))
    .join('\n');
}

function pad(cell: string, width: number, left: boolean): string {
  return left ? cell.padEnd(width) : cell.padStart(width);
}
