import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { ServiceProcess } from '../harness/service-process.js';

const run = promisify(execFile);
const COMPILER = resolve('node_modules/typescript/bin/tsc');
const OPTIONS = ['--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', '--module', 'nodenext', '--types', 'node'];
const START_MS = 120_000;

/** What is made of the README's example, and what the compiler is to say of it. */
const WRONGS: readonly (readonly [name: string, right: string, wrong: string, said: string])[] = [
  ['a code that the operation does not answer', "'user-busy'", "'user-exists'", '\'"user-exists"\' have no overlap'],
  ['a member that an answer has not', 'data.outcome', 'data.result', "Property 'result' does not exist"],
  ['a path that is none', "api.GET('/collections", "api.GET('/people", 'is not assignable to'],
  ['a path without one of its ids', ", userId: 'ann'", '', "Property 'userId' is missing"],
];

let folder: string;
let demo: ServiceProcess;
let example: string;
/** Everything that the compiler said, a line a fault. */
let said: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facade-client-'));
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  await copyFile('openapi/client.d.ts', join(folder, 'client.d.ts'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  demo = ServiceProcess.start('demo.js', { PORT: '0' });
  const url = await demo.says(/Swagger UI +(http:\S+)\/docs/);
  const [, block = ''] = /```ts\n([^]*?openapi-fetch[^]*?)\n```/.exec(await readFile('README.md', 'utf8')) ?? [];
  example = block.replace('http://127.0.0.1:3000', url);
  const wrongs = WRONGS.map(([, right, wrong]) => example.replace(right, wrong));
  said = await compile([example, example.replaceAll("'ann'", "'nobody'"), ...wrongs]);
}, START_MS);

afterAll(async () => {
  await demo.ends('SIGTERM');
  await rm(folder, { recursive: true });
});

/** Compiles programs at once, as `program-0.ts` and so on: starting the compiler is what takes the time. */
async function compile(programs: readonly string[]): Promise<string[]> {
  const files = programs.map((_program, index) => `program-${index}.ts`);
  await Promise.all(files.map((file, index) => writeFile(join(folder, file), programs[index] ?? '')));
  const spoken = (output: { stdout: string }): string => output.stdout;
  const text = await run(process.execPath, [COMPILER, ...OPTIONS, ...files], { cwd: folder }).then(spoken, spoken);
  return text.split(/\n(?=\S)/).filter((line) => line !== '');
}

function faultsOf(program: number): string[] {
  return said.filter((fault) => fault.startsWith(`program-${program}.ts`));
}

async function printedBy(program: number): Promise<string> {
  return (await run(process.execPath, [`program-${program}.js`], { cwd: folder })).stdout;
}

describe("the README's TypeScript", () => {
  it('is well typed by openapi/client.d.ts, and takes the face off', async () => {
    expect(example).toContain('openapi-fetch');
    expect(faultsOf(0)).toEqual([]);
    expect(await printedBy(0)).toBe("complete [ { faceId: 'b221c728-bac9-4454-9b3e-b0848bee8329' } ]\n");
  });

  it('tells a problem by its code', async () => {
    expect(faultsOf(1)).toEqual([]);
    expect(await printedBy(1)).toMatch(/^face-ids-required false Name at least one face id/);
  });

  it.each(WRONGS.map((row, index) => [...row, index + 2] as const))(
    'does not compile with %s',
    (_name, right, _wrong, fault, program) => {
      expect(example).toContain(right);
      expect(faultsOf(program).join('\n')).toContain(fault);
    },
  );
});
