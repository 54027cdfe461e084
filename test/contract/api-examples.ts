import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';

/** A call that AWS's API reference shows, and what it shows as its answer. */
export interface ApiExample {
  readonly operation: string;
  readonly title: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly answer: object;
}

const COMMANDS = join(import.meta.dirname, '../../node_modules/@aws-sdk/client-rekognition/dist-types/commands');

/** An example with values: the one without a title that every command has shows types only. */
const EXAMPLE =
  /@example (?<title>.+)\n```javascript\n[^]*?const input = (?<input>[^]*?);\nconst command[^]*?\/\* response is\n(?<answer>[^]*?)\n\*\/\n```/g;

/** Every example of these operations that the installed SDK's declarations carry. */
export function apiExamples(operations: readonly string[]): ApiExample[] {
  return operations.flatMap((operation) => {
    const declarations = readFileSync(join(COMMANDS, `${operation}Command.d.ts`), 'utf8');
    const text = declarations.replace(/^ \* ?/gm, '').replaceAll('*\\/', '*/');
    return [...text.matchAll(EXAMPLE)].map(({ groups }) => ({
      operation,
      title: groups!['title']!,
      input: valueOf(groups!['input']!) as Record<string, unknown>,
      answer: valueOf(groups!['answer']!),
    }));
  });
}

/** Reads an object literal; what comes back is as plain as JSON. */
function valueOf(literal: string): object {
  return JSON.parse(JSON.stringify(runInNewContext(`(${literal})`))) as object;
}
