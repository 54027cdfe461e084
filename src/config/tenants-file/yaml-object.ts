import { parentPort, Worker, workerData } from 'node:worker_threads';

import { parse } from 'yaml';

/** Warnings would be printed, and they quote the file. */
const PARSE_OPTIONS = { maxAliasCount: 100, logLevel: 'error' } as const;

/**
 * Reads a text of YAML or JSON; undefined when it is no object. A member without a value counts as absent. The parser's
 * own words are dropped: they quote the text.
 */
export function parseObject(text: string): object | undefined {
  return objectOf(jsonOf(text));
}

/** Does the same in a thread of its own: a file of 10,000 tenants takes seconds, in which nobody would be served. */
export async function parseObjectAside(text: string): Promise<object | undefined> {
  const json = await new Promise((resolve) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { yaml: text } });
    worker.unref();
    worker.once('message', resolve);
    worker.once('error', () => resolve('{}'));
    worker.once('exit', () => resolve('{}'));
  });
  return objectOf(String(json));
}

/** JSON of `{ parsed }`, or of `{}` when the text cannot be read. */
function jsonOf(text: string): string {
  try {
    const parsed: unknown = isPlainJson(text)
      ? JSON.parse(text, dropEmptyMember)
      : parse(text, dropEmptyMember, PARSE_OPTIONS);
    return JSON.stringify({ parsed });
  } catch {
    return '{}';
  }
}

/**
 * JSON is read far faster by itself than as the YAML which it also is. Where a member stands twice it is left to the
 * YAML parser, which refuses that.
 */
function isPlainJson(text: string): boolean {
  try {
    return colonsIn(text) === membersOf(JSON.parse(text));
  } catch {
    return false;
  }
}

/** How many members valid JSON writes down. */
function colonsIn(json: string): number {
  let colons = 0;
  let inString = false;
  for (let at = 0; at < json.length; at += 1) {
    if (json[at] === '\\') at += 1;
    else if (json[at] === '"') inString = !inString;
    else if (json[at] === ':' && !inString) colons += 1;
  }
  return colons;
}

function membersOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value);
  return inner.reduce<number>((sum, each) => sum + membersOf(each), Array.isArray(value) ? 0 : inner.length);
}

function objectOf(json: string): object | undefined {
  const { parsed: value } = JSON.parse(json) as { parsed?: unknown };
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}

function dropEmptyMember(this: unknown, _key: unknown, value: unknown): unknown {
  return value === null && !Array.isArray(this) ? undefined : value;
}

// What the thread runs. It imports nothing of ours, so that it can be started from its source as well.
const task: unknown = workerData;
if (typeof task === 'object' && task !== null && 'yaml' in task) parentPort?.postMessage(jsonOf(String(task.yaml)));
