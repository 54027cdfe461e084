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
    return JSON.stringify({ parsed: parse(text, dropEmptyMember, PARSE_OPTIONS) as unknown });
  } catch {
    return '{}';
  }
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
