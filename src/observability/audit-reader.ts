import { createReadStream } from 'node:fs';

import { AuditFault, type FoundLine } from './audit-verifier.js';

/** Longer than any line of an audit. */
const LONGEST_LINE_BYTES = 4 * 1024 * 1024;
const LINE_END = 0x0a;

/**
 * The lines of a file, one after another.
 *
 * @throws Error with a `code` when the file cannot be read; AuditFault at a line without an end in sight.
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
    if (rest.length > LONGEST_LINE_BYTES) throw new AuditFault(`${path} line ${number} is too long to be one`);
  }
  if (rest.length > 0) yield { place: `${path} line ${number}`, bytes: rest, isEnded: false };
}
