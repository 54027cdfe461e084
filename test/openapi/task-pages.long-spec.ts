import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { FalteringService } from '../harness/faltering-service.js';
import { ServiceProcess } from '../harness/service-process.js';
import { pasted, shownAnswer, type TaskPage, taskPages, TASKS, toldAs } from '../harness/task-pages.js';
import { TypeScriptPrograms } from '../harness/typescript-programs.js';

const PAGES = taskPages().map((page, index): [string, TaskPage, number] => [basename(page.path), page, index]);

/** The users, and the faces with their users, by the name of the image. */
type State = Readonly<Record<string, string>>;

/** What a page's commands and its program change in a fresh demo. */
const CHANGES: Readonly<Record<string, { commands: State; program: State }>> = {
  'bulk.md': {
    commands: { 'staff face carla-1': 'nobody', 'staff face carla-2': 'nobody', 'staff face bob-1': 'nobody' },
    program: { 'staff face carla-1': 'nobody', 'staff face carla-2': 'nobody' },
  },
  'disassociate-all.md': {
    commands: { 'staff face lou-1': 'nobody', 'staff face lou-2': 'nobody' },
    program: { 'staff face carla-1': 'nobody', 'staff face carla-2': 'nobody' },
  },
  'disassociate-faces.md': {
    commands: { 'staff face carla-1': 'nobody', 'staff face carla-2': 'nobody', 'staff face bob-1': 'nobody' },
    program: { 'staff face carla-1': 'nobody' },
  },
  'enrol.md': {
    commands: { 'visitors face gil-1': 'gil', 'visitors user gil': 'there' },
    program: { 'visitors face gil-1': 'gil', 'visitors user gil': 'there' },
  },
  'search.md': { commands: {}, program: {} },
  'erase.md': {
    commands: gone('user ann', 'face ann-1', 'face ann-2', 'face ann-3', 'user hal', 'face hal-1'),
    program: gone('user ann', 'face ann-1', 'face ann-2', 'face ann-3', 'user hal', 'face hal-1'),
  },
};

function gone(...names: string[]): State {
  return Object.fromEntries(names.map((name) => [`staff ${name}`, 'gone']));
}

describe('the task pages', () => {
  it('are all linked', () => {
    const linked = [...readFileSync('README.md', 'utf8').matchAll(/\((docs\/tasks\/[^)#]+)\)/g)].map(([, path]) => path);
    expect([...new Set(linked)].sort()).toEqual(PAGES.map(([, { path }]) => path));
    expect(PAGES.map(([name]) => name)).toEqual(Object.keys(CHANGES).sort());
  });

  it.each(PAGES)('show only commands and programs that are run: %s', (_name, { commands, programs, others }) => {
    expect([commands.length > 0, programs.length, others]).toEqual([true, 1, []]);
  });

  it('use every image in their folder', () => {
    const texts = PAGES.map(([, { path }]) => readFileSync(path, 'utf8')).join('\n');
    const images = globSync(`${TASKS}/*`).filter((path) => !path.endsWith('.md'));
    expect(images.length).toBeGreaterThan(0);
    expect(images.filter((path) => !texts.includes(`@${basename(path)}`))).toEqual([]);
  });
});

describe('on a fresh demo', () => {
  let programs: TypeScriptPrograms;
  let demo: ServiceProcess;
  let demoUrl: string;
  let before: State;

  beforeAll(async () => {
    programs = await TypeScriptPrograms.compiled(PAGES.map(([, page]) => page.programs[0]?.text ?? ''));
  });

  afterAll(() => programs.delete());

  beforeEach(async () => {
    demo = ServiceProcess.start('cli/demo.js', { PORT: '0' });
    demoUrl = await demo.says(/Swagger UI +(http:\S+)\/docs/);
    before = await state();
  });

  afterEach(() => demo.ends('SIGTERM'));

  async function itemsOf<Item>(path: string): Promise<Item[]> {
    const response = await fetch(demoUrl + path, { headers: { 'X-API-Key': 'demo-key' } });
    const { items, nextCursor } = (await response.json()) as { items: Item[]; nextCursor?: string };
    expect([response.status, nextCursor]).toEqual([200, undefined]);
    return items;
  }

  async function state(): Promise<State> {
    const found: Record<string, string> = {};
    for (const { collectionId } of await itemsOf<{ collectionId: string }>('/collections')) {
      const path = `/collections/${collectionId}`;
      for (const { userId } of await itemsOf<{ userId: string }>(`${path}/users?limit=500`))
        found[`${collectionId} user ${userId}`] = 'there';
      const faces = await itemsOf<{ externalImageId: string; userId?: string }>(`${path}/faces?limit=4096`);
      for (const { externalImageId, userId = 'nobody' } of faces)
        found[`${collectionId} face ${externalImageId}`] = userId;
    }
    return found;
  }

  async function changes(): Promise<State> {
    const after = await state();
    const names = Object.keys({ ...before, ...after }).filter((name) => before[name] !== after[name]);
    return Object.fromEntries(names.map((name) => [name, after[name] ?? 'gone']));
  }

  it.each(PAGES)('%s: the commands, pasted into a shell, print what is shown and take effect', async (name, page) => {
    const printed = await pasted(page, demoUrl);
    const told = page.commands.map((block, index) => [block.text, toldAs(block, printed[index] ?? 'was not run')]);
    expect(told).toStrictEqual(page.commands.map((block) => [block.text, shownAnswer(block)]));
    expect(await changes()).toEqual(CHANGES[name]?.commands);
  });

  it.each(PAGES)('%s: the program compiles, prints what is shown and takes effect', async (name, page, index) => {
    expect(programs.faultsOf(index)).toEqual([]);
    expect(await programs.printedBy(index, demoUrl, TASKS)).toBe(page.programs[0]?.answer.text);
    expect(await changes()).toEqual(CHANGES[name]?.program);
    await programs.printedBy(index, demoUrl, TASKS);
    expect(await changes()).toEqual(CHANGES[name]?.program);
  });

  it('disassociate-faces.md: the program retries as retryable allows, with one key for all attempts', async () => {
    const service = await FalteringService.before(demoUrl);
    try {
      const [, page, index] = PAGES.find(([name]) => name === 'disassociate-faces.md')!;
      expect(await programs.printedBy(index, service.url)).toBe(page.programs[0]?.answer.text);
      expect(service.keys).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), service.keys[0]]);
    } finally {
      await service.close();
    }
  });
});
