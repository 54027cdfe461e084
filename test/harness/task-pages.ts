import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

import { SHOWN_URL } from './typescript-programs.js';

/** Folder of the pages and of the images that their commands and programs send. */
export const TASKS = 'docs/tasks';
/** Placeholder in a documented answer for a value that varies. */
const VARYING = '…';
const END_OF_BLOCK = 'this is where a block ends';
/** Timeout for hanging programs; long, because the duration depends on the machine. */
const GIVE_UP_MS = 300_000;

/** A block of commands or a program in a page. */
export interface ShownBlock {
  readonly language: string;
  readonly text: string;
  /** The block that follows, with the expected output. Without one, no output is expected. */
  readonly answer: { readonly language: string; readonly text: string };
}

/** A page that shows a task as commands and as a program. */
export interface TaskPage {
  /** `docs/tasks/enrol.md` */
  readonly path: string;
  readonly commands: readonly ShownBlock[];
  readonly programs: readonly ShownBlock[];
  /** Blocks that are neither run nor an expected output. */
  readonly others: readonly string[];
}

export function taskPages(): TaskPage[] {
  return globSync(`${TASKS}/*.md`).sort().map(readPage);
}

const NOTHING = { language: 'text', text: '' };
const ANSWERS = ['json', 'text'];

/** Reads the runnable blocks of a page and their expected outputs. */
export function readPage(path: string): TaskPage {
  const page = readFileSync(path, 'utf8');
  const blocks = [...page.matchAll(/^```(.*)\n([^]*?)^```$/gm)].map(([, language = '', text = '']) => ({
    language,
    text,
  }));
  const shown = blocks.map((block, index): ShownBlock => {
    const next = blocks[index + 1];
    return { ...block, answer: next !== undefined && ANSWERS.includes(next.language) ? next : NOTHING };
  });
  const commands = shown.filter(({ language }) => language === 'sh');
  const programs = shown.filter(({ language }) => language === 'ts');
  const used = [...commands, ...programs].flatMap(({ text, answer }) => [text, answer.text]);
  return { path, commands, programs, others: blocks.map(({ text }) => text).filter((text) => !used.includes(text)) };
}

/** Runs a page's commands in one shell, in the folder `cwd`, and returns the output of each block. */
export async function pasted({ commands }: TaskPage, url: string, cwd = TASKS): Promise<string[]> {
  const script = ['set -e', ...commands.flatMap(({ text }) => [text, `echo '${END_OF_BLOCK}'`])].join('\n');
  const { stdout } = await promisify(execFile)('bash', ['-c', script.replaceAll(SHOWN_URL, url)], {
    cwd: resolve(cwd),
    timeout: GIVE_UP_MS,
  });
  return stdout.split(`${END_OF_BLOCK}\n`).slice(0, -1);
}

/** Converts output to the format of the documented answer, with its placeholders for varying values. */
export function toldAs({ answer: { language, text } }: ShownBlock, printed: string): unknown {
  if (language === 'json') return masked(parsed(printed), JSON.parse(text));
  return printed.replaceAll('\r', '');
}

export function shownAnswer({ answer: { language, text } }: ShownBlock): unknown {
  return language === 'json' ? JSON.parse(text) : text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function masked(value: unknown, shown: unknown): unknown {
  if (shown === VARYING && typeof value === 'string' && value !== '') return VARYING;
  if (typeof value !== 'object' || value === null || typeof shown !== 'object' || shown === null) return value;
  const inner = (name: string, member: unknown): unknown => masked(member, (shown as Record<string, unknown>)[name]);
  if (Array.isArray(value)) return value.map((item, index) => inner(String(index), item));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inner(name, member)]));
}
