import { parentPort, Worker, workerData } from 'node:worker_threads';

import { parse } from 'yaml';

/** Suppresses warnings, which quote the file. */
const PARSE_OPTIONS = { maxAliasCount: 100, logLevel: 'error' } as const;

/**
 * Parses YAML or JSON. Returns undefined unless it is an object. Members without a value count as absent. Parser
 * messages are dropped because they quote the file.
 */
export function parseObject(text: string): object | undefined {
  return objectOf(jsonOf(text));
}

/** The same in a worker thread: parsing 10,000 tenants would block the event loop for seconds. */
export async function parseObjectInWorker(text: string): Promise<object | undefined> {
  const json = await new Promise((resolve) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { yaml: text } });
    worker.unref();
    worker.once('message', resolve);
    worker.once('error', () => resolve('{}'));
    worker.once('exit', () => resolve('{}'));
  });
  return objectOf(String(json));
}

/** JSON of `{ parsed }`, or `{}` if the text cannot be parsed. */
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
 * JSON.parse is much faster than the YAML parser. A file with duplicate members is left to the YAML parser, which
 * rejects it.
 */
function isPlainJson(text: string): boolean {
  try {
    return colonsIn(text) === membersOf(JSON.parse(text));
  } catch {
    return false;
  }
}

/** Counts the members in valid JSON text, including duplicates. */
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

// Runs in the worker. This file imports none of our modules, so that the worker also starts from TypeScript source.
const task: unknown = workerData;
if (typeof task === 'object' && task !== null && 'yaml' in task) parentPort?.postMessage(jsonOf(String(task.yaml)));
