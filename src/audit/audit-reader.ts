import { createReadStream } from 'node:fs';

import { AuditFault, type FoundLine, type KnownHead } from './audit-verifier.js';

/** Quotes may be escaped, because log collectors can embed a line in JSON. */
const HEAD = /\\?"head\\?":\\?"(\d{1,15}):([0-9a-f]{64})\\?"/;
const RUN = /\\?"run\\?":\\?"([0-9a-f-]{36})\\?"/;

/** Longer than any line of an audit. */
const LONGEST_LINE_BYTES = 4 * 1024 * 1024;
const LINE_END = 0x0a;

/**
 * Reads the lines of a file.
 *
 * @throws Error with a `code` if the file cannot be read; AuditFault if a line is too long.
 */
export async function* readLines(path: string): AsyncGenerator<FoundLine> {
  let rest = Buffer.alloc(0);
  let number = 1;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    const text = Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = text.indexOf(LINE_END); end >= 0; end = text.indexOf(LINE_END, start)) {
      yield { place: `${path} line ${number}`, bytes: text.subarray(start, end), isEnded: true };
      number += 1;
      start = end + 1;
    }
    rest = text.subarray(start);
    if (rest.length > LONGEST_LINE_BYTES) throw new AuditFault(`${path} line ${number} is too long for an audit line`);
  }
  if (rest.length > 0) yield { place: `${path} line ${number}`, bytes: rest, isEnded: false };
}

/**
 * Reads the audit heads from a log of the service. Other lines are skipped.
 *
 * @throws Error with a `code` if the log cannot be read.
 */
export async function readHeads(path: string): Promise<KnownHead[]> {
  const heads: KnownHead[] = [];
  for await (const { place, bytes } of readLines(path)) {
    const line = bytes.toString();
    const [, seq, mac] = (line.includes('audit head') && HEAD.exec(line)) || [];
    if (seq === undefined || mac === undefined) continue;
    const run = RUN.exec(line)?.[1] ?? 'unknown';
    heads.push({ seq: Number(seq), mac, name: `the head of run ${run} in ${place}` });
  }
  return heads;
}
