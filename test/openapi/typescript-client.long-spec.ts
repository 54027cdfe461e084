import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { ServiceProcess } from '../harness/service-process.js';
import { TypeScriptPrograms } from '../harness/typescript-programs.js';


/** A modification of the README's example, and the expected compiler error. */
const WRONGS: readonly (readonly [name: string, right: string, wrong: string, said: string])[] = [
  ['a code that the operation does not answer', "'user-busy'", "'user-exists'", '\'"user-exists"\' have no overlap'],
  ['a member that an answer has not', 'data.outcome', 'data.result', "Property 'result' does not exist"],
  ['a path that is none', "api.GET('/collections", "api.GET('/people", 'is not assignable to'],
  ['a path without one of its ids', ", userId: 'ann'", '', "Property 'userId' is missing"],
];

/** What the example on the page about clients requires: a file, and the client of the README. */
const BEFORE_FORM = `
import { readFileSync } from 'node:fs';
import createClient from 'openapi-fetch';
import type { paths } from './client.js';
const api = createClient<paths>({ baseUrl: 'http://127.0.0.1:3000', headers: { 'X-API-Key': 'demo-key' } });
const file = new File([readFileSync('${resolve('docs/tasks/ann.png')}')], 'ann.png', { type: 'image/png' });
`;
const AFTER_FORM = 'console.log(data?.faceDetails.length);';

let demo: ServiceProcess;
let demoUrl: string;
let example: string;
let programs: TypeScriptPrograms;

beforeAll(async () => {
  demo = ServiceProcess.start('cli/demo.js', { PORT: '0' });
  const [, block = ''] = /```ts\n([^]*?openapi-fetch[^]*?)\n```/.exec(await readFile('README.md', 'utf8')) ?? [];
  example = block;
  const wrongs = WRONGS.map(([, right, wrong]) => example.replace(right, wrong));
  const [, form = ''] = /```ts\n([^]*?bodySerializer[^]*?)\n```/.exec(await readFile('docs/clients.md', 'utf8')) ?? [];
  programs = await TypeScriptPrograms.compiled([
    example,
    example.replaceAll("'ann'", "'nobody'"),
    ...wrongs,
    `${BEFORE_FORM}${form}\n${AFTER_FORM}`,
  ]);
  demoUrl = await demo.says(/Swagger UI +(http:\S+)\/docs/);
});

afterAll(async () => {
  await demo.ends('SIGTERM');
  await programs.delete();
});

describe("the README's TypeScript", () => {
  it('compiles with openapi/client.d.ts, and disassociates the face', async () => {
    expect(example).toContain('openapi-fetch');
    expect(programs.faultsOf(0)).toEqual([]);
    expect(await programs.printedBy(0, demoUrl)).toBe("complete [ { faceId: 'b221c728-bac9-4454-9b3e-b0848bee8329' } ]\n");
  });

  it('recognizes a problem by its code', async () => {
    expect(programs.faultsOf(1)).toEqual([]);
    expect(await programs.printedBy(1, demoUrl)).toMatch(/^face-ids-required false Send at least one face id/);
  });

  it.each(WRONGS.map((row, index) => [...row, index + 2] as const))(
    'does not compile with %s',
    (_name, right, _wrong, fault, program) => {
      expect(example).toContain(right);
      expect(programs.faultsOf(program).join('\n')).toContain(fault);
    },
  );
});

describe("the page about clients' file in TypeScript", () => {
  const program = 2 + WRONGS.length;

  it('compiles as the image of a request, and is sent as a form', async () => {
    expect(programs.faultsOf(program)).toEqual([]);
    expect(await programs.printedBy(program, demoUrl)).toBe('1\n');
  });
});
