import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ASSUMPTIONS } from '../../../src/engine/assumptions.js';
import { policyProblems } from '../../../src/engine/access/policy.js';
import { FAULTS } from '../../../src/engine/control/faults.js';
import { startEngine } from '../../../src/engine/index.js';
import type { EngineOptions } from '../../../src/engine/index.js';
import { STS_ERRORS } from '../../../src/engine/sts/sts-error.js';
import { OPERATIONS } from '../../../src/engine/targets.js';
import { WIRE_ERRORS } from '../../../src/engine/protocol/wire-error.js';
import { exportsFor, readOptions, ENGINE_USAGE } from '../../../src/cli/engine-options.js';

const PAGE = readFileSync('docs/engine.md', 'utf8');
const PRINTED_URL = 'http://127.0.0.1:4010';

/** How a code block is tested, by the word after its language. */
const MARKS: Readonly<Record<string, string>> = {
  engine: 'run here against an engine; Python by .ci/checks/50-aws-clients.sh',
  jest: 'run by .ci/checks/60-pack.sh',
  'image-of': 'a module of that Jest test',
  accounts: 'given to the engine here',
  roles: 'given to the engine here',
  policy: 'given to the engine here',
  quotas: 'given to the engine here',
  exiftool: 'run by .ci/checks/50-aws-clients.sh',
  shown: 'only shown: it installs, or needs Docker or AWS',
};

const BLOCKS = [...PAGE.matchAll(/^```(\w+) ?(\S*)\n([^]*?)^```$/gm)].map(
  ([, language = '', mark = '', text = '']) => ({
    language,
    mark,
    text,
  }),
);
const blocks = (language: string, mark: string) =>
  BLOCKS.filter((block) => block.language === language && block.mark === mark).map(({ text }) => text);

/** Inside the project, so that modules in it find the project's packages. */
mkdirSync('.reports', { recursive: true });
const folder = mkdtempSync(join('.reports', 'docs-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Ends a program that hangs; how long one takes depends on the machine. */
const GIVE_UP_MS = 300_000;

/** Runs the program of a block, with the URL replaced by that of an engine. */
async function run(text: string, command: (file: string) => string[], name: string): Promise<string> {
  const engine = await startEngine({ control: true });
  try {
    const file = join(folder, name);
    writeFileSync(file, text.replaceAll(PRINTED_URL, engine.url));
    const [program = '', ...args] = command(file);
    return (await promisify(execFile)(program, args, { timeout: GIVE_UP_MS })).stdout;
  } finally {
    await engine.close();
  }
}

/** The first cells of the table under a heading, without the backticks. */
function firstCells(heading: string): string[] {
  const section = PAGE.split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!;
  return [...section.matchAll(/^\| `([^`]+)` *\|/gm)].map(([, cell = '']) => cell);
}

describe('The page of the engine', () => {
  it('marks each code block with how it is tested', () => {
    expect(BLOCKS.filter(({ mark }) => !(mark in MARKS))).toEqual([]);
    expect(BLOCKS).toHaveLength(PAGE.match(/^```$/gm)!.length);
    for (const mark of Object.keys(MARKS))
      expect([mark, BLOCKS.some((block) => block.mark === mark)]).toEqual([mark, true]);
  });

  it('shows the commands that the engine prints', () => {
    const printed = [...exportsFor(PRINTED_URL, undefined).matchAll(/^ {2}((?:unset|export|aws) .*\n)/gm)];
    expect(blocks('sh', 'shown')).toContain(printed.map(([, command]) => command).join(''));
  });

  it.each(blocks('js', 'engine'))('shows JavaScript that runs: %j', async (text) => {
    expect(await run(text, (file) => [process.execPath, file], 'block.mjs')).not.toBe('');
  });

  it('shows an imageOf that creates different people for different names in any script, and the same person for the same name', async () => {
    const names = ['박', '정', 'Łukasz', 'Aukasz', '갬'];
    writeFileSync(join(folder, 'image-of.mjs'), blocks('js', 'image-of')[0] ?? '');
    // Matches between a picture of each name and other pictures of all names.
    const program = `
      import { CompareFacesCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
      import { imageOf } from './image-of.mjs';
      const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
      const client = new RekognitionClient({ endpoint: '${PRINTED_URL}', region: 'us-east-1', credentials });
      for (const source of ${JSON.stringify(names)}) for (const target of ${JSON.stringify(names)}) {
        const [SourceImage, TargetImage] = [source, target].map((name) => ({ Bytes: imageOf(name) }));
        const { FaceMatches } = await client.send(new CompareFacesCommand({ SourceImage, TargetImage }));
        if (FaceMatches.length > 0) console.log(source + '=' + target);
      }`;
    const matches = await run(program, (file) => [process.execPath, file], 'names.mjs');
    expect(matches.trim().split('\n')).toEqual(names.map((name) => `${name}=${name}`));
  });

  it.each(blocks('sh', 'engine'))('shows commands that run: %j', async (text) => {
    expect(await run(text, (file) => ['bash', '-euo', 'pipefail', file], 'block.sh')).not.toBe('');
  });

  it.each([
    ['accounts', 'accounts'],
    ['roles', 'accounts'],
    ['quotas', 'quotas'],
  ])('shows %s that the engine accepts', (member, option) => {
    const texts = blocks('json', member);
    expect(texts).not.toEqual([]);
    for (const text of texts) {
      const file = join(folder, `${option}.json`);
      writeFileSync(file, text);
      expect(readOptions([`--${option}`, file])).toHaveProperty(member, JSON.parse(text));
    }
  });

  it('shows a policy that the engine accepts', () => {
    const texts = blocks('json', 'policy');
    expect(texts.map((text) => policyProblems(JSON.parse(text)))).toEqual([[]]);
  });

  it('names only existing files, and links only to its own headings', () => {
    const files = [...PAGE.matchAll(/`((?:src|test|docs|\.ci)\/[^`*]+)`/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(2);
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
    const anchors = [...PAGE.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^a-z0-9 -]/g, '')
        .replaceAll(' ', '-'),
    );
    const links = [...PAGE.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
    expect(links.filter((anchor) => !anchors.includes(anchor))).toEqual([]);
  });

  it('lists exactly the existing operations', () => {
    const listed = PAGE.split('**Operations:** ')[1]!
      .split('\n\n')[0]!
      .match(/\b[A-Z][a-z]+[A-Z][A-Za-z]+\b/g)!;
    expect(listed.sort()).toEqual(OPERATIONS.map(({ name }) => name).sort());
  });

  it('lists every option of --help with its default', () => {
    const told = [...ENGINE_USAGE.matchAll(/^ {2}--([a-z0-9-]+)( [A-Z]+)? [^]*?(?=^ {2}--|$(?![^]))/gm)]
      .map(([row, name, value = '']) => [`--${name}${value}`, /\(([^()]*)\)\n*$/.exec(row)?.[1] ?? ''])
      .filter(([name]) => name !== '--help');
    const listed = [...PAGE.matchAll(/^\| `(--[^`]+)` *\| ([^|]*?) *\|/gm)].map(([, name, byDefault]) => [
      name,
      byDefault,
    ]);
    expect(listed).toEqual(told);
  });

  it('lists every option of startEngine', () => {
    const members: Record<keyof Required<EngineOptions>, true> = {
      port: true,
      host: true,
      dataFile: true,
      accounts: true,
      roles: true,
      quotas: true,
      settleMs: true,
      searchLagMs: true,
      faceLagMs: true,
      s3Folder: true,
      conflicts: true,
      latencyMs: true,
      seed: true,
      clockSkewMs: true,
      control: true,
      nowMs: true,
      assumptions: true,
      wait: true,
    };
    expect(Object.keys(members).filter((member) => !PAGE.includes(`\`${member}\``))).toEqual([]);
  });

  it('lists every fault that is not an exception, with its possible effects', () => {
    const faults = Object.entries(FAULTS).filter(([name]) => !Object.hasOwn({ ...WIRE_ERRORS, ...STS_ERRORS }, name));
    for (const [name, { effects }] of faults)
      expect(PAGE).toMatch(new RegExp(`^\\| \`${name}\` *\\| ${effects.join(', ')} *\\|`, 'm'));
    expect(
      firstCells('Control routes')
        .filter((cell) => !cell.includes(' '))
        .sort(),
    ).toEqual(faults.map(([name]) => name).sort());
  });

  it('lists exactly the existing assumptions by name', () => {
    expect(firstCells('Assumptions').sort()).toEqual(Object.keys(ASSUMPTIONS).sort());
  });
});
