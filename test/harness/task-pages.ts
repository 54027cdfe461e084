import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

import { SHOWN_URL } from './typescript-programs.js';

/** Where the pages lie, and the images that their commands and programs send. */
export const TASKS = 'docs/tasks';
/** What stands in an answer where the value is another one each time. */
const VARYING = '…';
const END_OF_BLOCK = 'this is where a block ends';
/** Ends a program that hangs; how long one takes depends on the machine. */
const GIVE_UP_MS = 300_000;

/** Commands or a program of a page. */
export interface ShownBlock {
  readonly language: string;
  readonly text: string;
  /** What the page shows right behind it, in a block of its own. Without one it prints nothing. */
  readonly answer: { readonly language: string; readonly text: string };
}

/** A page that shows a task as commands and as a program. */
export interface TaskPage {
  /** `docs/tasks/enrol.md` */
  readonly path: string;
  readonly commands: readonly ShownBlock[];
  readonly programs: readonly ShownBlock[];
  /** Blocks that are neither run nor the answer of what is run. */
  readonly others: readonly string[];
}

/** All pages about tasks. */
export function taskPages(): TaskPage[] {
  return globSync(`${TASKS}/*.md`).sort().map(readPage);
}

const NOTHING = { language: 'text', text: '' };
const ANSWERS = ['json', 'text'];

/** Reads the blocks of a page that are run, and their answers. */
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

/** Pastes a page's commands into one shell, in the folder `cwd`, and returns what each block printed. */
export async function pasted({ commands }: TaskPage, url: string, cwd = TASKS): Promise<string[]> {
  const script = ['set -e', ...commands.flatMap(({ text }) => [text, `echo '${END_OF_BLOCK}'`])].join('\n');
  const { stdout } = await promisify(execFile)('bash', ['-c', script.replaceAll(SHOWN_URL, url)], {
    cwd: resolve(cwd),
    timeout: GIVE_UP_MS,
  });
  return stdout.split(`${END_OF_BLOCK}\n`).slice(0, -1);
}

/** What was printed, in the form that `shown` gives the answer, and with its marks where values vary. */
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
