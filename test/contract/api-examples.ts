import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';

/** A call in AWS's API reference, with the response shown there. */
export interface ApiExample {
  readonly operation: string;
  readonly title: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly answer: object;
}

const COMMANDS = join(import.meta.dirname, '../../node_modules/@aws-sdk/client-rekognition/dist-types/commands');

/** An example with values. Every command also has an example without a title, which shows types only. */
const EXAMPLE =
  /@example (?<title>.+)\n```javascript\n[^]*?const input = (?<input>[^]*?);\nconst command[^]*?\/\* response is\n(?<answer>[^]*?)\n\*\/\n```/g;

/** All examples of these operations in the declarations of the installed SDK. */
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

/** Parses an object literal and returns plain JSON data. */
function valueOf(literal: string): object {
  return JSON.parse(JSON.stringify(runInNewContext(`(${literal})`))) as object;
}
