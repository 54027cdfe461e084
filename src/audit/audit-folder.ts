import type { KeyObject } from 'node:crypto';
import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { readSealed, seqOf } from './audit-chain.js';
import { AuditFault, type AuditSummary, AuditVerifier, type FoundLine, type KnownHead } from './audit-verifier.js';

/** Files that a service writes next to an audit file. */
const BESIDE = /\.(lock|owner)(-[a-z]+)?$/;

interface Chain {
  readonly files: string[];
  readonly verifier: AuditVerifier;
  isBroken?: boolean;
}

export interface FolderSummary {
  /** The intact chains, by their files. */
  readonly chains: ReadonlyMap<string, AuditSummary>;
  /** Each names a file or a run whose chain is broken, duplicated or missing. */
  readonly faults: readonly string[];
}

/**
 * Verifies the chains of several processes. Files of the folder and its sub-folders are joined to chains by their first
 * lines, so that renamed files follow each other whatever their names are.
 *
 * @param heads of all processes; each must be in one of the chains.
 */
export async function verifyFolder(
  folder: string,
  keys: readonly KeyObject[],
  heads: readonly KnownHead[],
): Promise<FolderSummary> {
  const { files, faults } = filesIn(folder);
  const missing = new Map(heads.map((head) => [`${head.seq}:${head.mac}`, head]));
  const begun: Chain[] = [];
  const chains = new Map<string, AuditSummary>();
  for (const { path, line } of await inOrder(files, faults)) {
    const before = line && begun.find(({ verifier }) => verifier.isNext(line));
    const chain = before ?? { files: [], verifier: new AuditVerifier({ keys }) };
    if (before === undefined) begun.push(chain);
    chain.files.push(path);
    chain.isBroken ||= !(await holds(faults, '', () => check(path, chain.verifier, missing)));
  }
  for (const { files: parts, verifier, isBroken } of begun) {
    const name = parts.join(', ');
    if (isBroken !== true) await holds(faults, `${name}: `, () => chains.set(name, verifier.finish()));
  }
  return { chains, faults: [...faults, ...faultsOf(begun, [...missing.values()])] };
}

interface FirstLine {
  readonly path: string;
  /** Undefined if the file is empty. */
  readonly line: FoundLine | undefined;
}

/** Sorts files by the numbers of their first lines. Keeps one file of several copies. */
async function inOrder(files: readonly string[], faults: string[]): Promise<FirstLine[]> {
  const first = await Promise.all(files.map(async (path) => ({ path, line: await firstLine(path) })));
  const seen = new Map<string, string>();
  const sorted = first.sort((a, b) => numberOf(a.line) - numberOf(b.line));
  return sorted.filter(({ path, line }) => {
    const text = line?.bytes.toString();
    const original = text === undefined ? undefined : seen.get(text);
    if (text !== undefined && original === undefined) seen.set(text, path);
    if (original !== undefined) faults.push(`${path} duplicates ${original}: both begin with the same line`);
    return original === undefined;
  });
}

async function check(path: string, verifier: AuditVerifier, missing: Map<string, KnownHead>): Promise<void> {
  for await (const line of readLines(path)) {
    verifier.check(line);
    missing.delete(verifier.lastHead);
  }
}

/** Runs `work` and adds an error that it throws to the faults. */
async function holds(faults: string[], prefix: string, work: () => unknown): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof AuditFault)) throw error;
    faults.push(prefix + error.message);
    return false;
  }
}

/** Returns one fault for each run with a head that is in no chain. */
function faultsOf(chains: readonly Chain[], missing: readonly KnownHead[]): string[] {
  return [...Map.groupBy(missing, ({ run }) => run)].map(([run, heads]) => {
    const [head] = heads as [KnownHead];
    const found = chains.find(({ verifier }) => run !== undefined && verifier.runs.has(run));
    const what = found === undefined ? 'its chain is missing' : `lines of ${found.files.join(', ')} were cut off`;
    return `${head.name}, seq ${head.seq}, is in none of the files: ${what}`;
  });
}

/** A folder without files is a fault, because each pod has its own folder. */
function filesIn(folder: string): { files: string[]; faults: string[] } {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  const own = entries.filter((entry) => !entry.isDirectory() && !BESIDE.test(entry.name));
  const below = entries.filter((entry) => entry.isDirectory()).map(({ name }) => filesIn(join(folder, name)));
  const files = [...own.map(({ name }) => join(folder, name)), ...below.flatMap(({ files: more }) => more)];
  const faults = below.flatMap((each) => each.faults);
  if (files.length === 0 && faults.length === 0) faults.push(`${folder} holds no audit file: its chain is missing`);
  return { files, faults };
}

async function firstLine(path: string): Promise<FoundLine | undefined> {
  for await (const line of readLines(path)) return line;
  return undefined;
}

/** Lines that are not audit lines are sorted first; each forms its own chain. */
function numberOf(line: FoundLine | undefined): number {
  const sealed = line === undefined ? undefined : readSealed(line.bytes);
  return (sealed === undefined ? undefined : seqOf(sealed)) ?? 0;
}

/** Quotes may be escaped, because log collectors can embed a line in JSON. */
const HEAD = /\\?"head\\?":\\?"(\d{1,15}):([0-9a-f]{64})\\?"/;
const RUN = /\\?"run\\?":\\?"([0-9a-f-]{36})\\?"/;

/** Longer than any line of an audit. */
const MAX_LINE_BYTES = 4 * 1024 * 1024;
const LINE_END = 0x0a;

/** @throws Error with a `code` if the file cannot be read; AuditFault if a line is too long. */
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
    if (rest.length > MAX_LINE_BYTES) throw new AuditFault(`${path} line ${number} is too long for an audit line`);
  }
  if (rest.length > 0) yield { place: `${path} line ${number}`, bytes: rest, isEnded: false };
}

/** Reads the audit heads from a log of the service. @throws Error with a `code` if the log cannot be read. */
export async function readHeads(path: string): Promise<KnownHead[]> {
  const heads: KnownHead[] = [];
  for await (const { place, bytes } of readLines(path)) {
    const line = bytes.toString();
    const [, seq, mac] = (line.includes('audit head') && HEAD.exec(line)) || [];
    if (seq === undefined || mac === undefined) continue;
    const run = RUN.exec(line)?.[1];
    const name = `the head of run ${run ?? 'unknown'} in ${place}`;
    heads.push({ seq: Number(seq), mac, name, ...(run !== undefined && { run }) });
  }
  return heads;
}
