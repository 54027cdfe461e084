import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterEach, describe, expect, it } from '@jest/globals';

import { ServiceProcess } from '../harness/service-process.js';
import { pasted, readPage, shownAnswer, toldAs } from '../harness/task-pages.js';

/** Pages whose unmarked `sh` blocks are pasted into a shell in the root of the repository, against a fresh demo. */
const RUN_HERE = ['README.md', 'docs/api.md', 'docs/problems.md'];
const PAGES = [...RUN_HERE, 'docs/configuration.md', 'docs/deployment.md', 'docs/performance.md', 'CONTRIBUTING.md'];

/** What runs the commands of blocks marked `sh shown`, which install, build, or need Docker or a cluster. */
const RUN_ELSEWHERE: Readonly<Record<string, string>> = {
  'npm run demo': '.ci/checks/20-demo.sh',
  'npm test': '.ci/run',
  'npm run test:': '.ci/run',
  'npm run start:dev': 'package.json',
  '.ci/run': '.github/workflows/ci.yml',
  'npm ci': 'scripts/setup.mjs',
  'npm run build': 'scripts/setup.mjs',
  'npm run jest': 'scripts/test.mjs',
  'npm run openapi': '.ci/checks/10-openapi.sh',
  'npm run settings': 'test/shipping/settings.architecture-spec.ts',
  'npm run sbom': '.ci/checks/15-supply.sh',
  'npm run bench': '.ci/checks/70-bench.sh',
  'docker build': '.ci/checks/40-image.sh',
  'docker run': '.ci/checks/40-image.sh',
  'helm install': '.ci/checks/30-chart.sh',
};

/** The `sh` blocks of a page that have a mark, such as `shown`. */
function marked(page: string, mark: string): string[] {
  const blocks = readFileSync(page, 'utf8').matchAll(/^```sh (\S+)\n([^]*?)^```$/gm);
  return [...blocks].filter(([, found]) => found === mark).map(([, , text = '']) => text);
}

/** Runs a shell and waits for words in what it prints. */
class Shell {
  private output = '';
  private readonly child: ChildProcess;

  constructor(script: string, cwd: string, env: Record<string, string>) {
    this.child = spawn('bash', ['-c', script], { cwd, env: { ...process.env, ...env }, detached: true });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk) => {
        this.output += String(chunk);
        this.child.emit('heard');
      });
    this.child.once('close', () => this.child.emit('heard'));
  }

  /** @returns the first group of the pattern. */
  async says(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.output) && this.child.exitCode === null) await once(this.child, 'heard');
    const [, found] = pattern.exec(this.output) ?? [];
    if (found === undefined) throw new Error(`the shell did not print ${pattern.source}:\n${this.output}`);
    return found;
  }

  async ends(): Promise<void> {
    if (this.child.exitCode !== null || this.child.pid === undefined) return;
    const closed = once(this.child, 'close');
    process.kill(-this.child.pid, 'SIGTERM');
    await closed;
  }
}

describe('the commands of the README and the pages of docs', () => {
  const endings: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of endings.splice(0).reverse()) await end();
  });

  it.each(RUN_HERE)('print what %s shows when they are pasted into a shell', async (path) => {
    const demo = ServiceProcess.start('cli/demo.js', { PORT: '0' });
    endings.push(() => demo.ends('SIGTERM'));
    const url = await demo.says(/Swagger UI +(http:\S+)\/docs/);
    const page = readPage(path);
    const printed = await pasted(page, url, '.');
    expect(page.commands.length).toBeGreaterThan(0);
    const answers = page.commands.map((block, index) => toldAs(block, printed[index] ?? 'was not run'));
    expect(answers).toStrictEqual(page.commands.map(shownAnswer));
  });

  it('start the service with the tenants file of docs/deployment.md, which accepts the printed API key', async () => {
    const [script = '', ...others] = marked('docs/deployment.md', 'start');
    expect(others).toEqual([]);
    const folder = mkdtempSync(join(tmpdir(), 'deployment-page-'));
    endings.push(() => rmSync(folder, { recursive: true }));
    for (const name of ['package.json', 'dist', 'node_modules']) symlinkSync(resolve(name), join(folder, name));
    const shell = new Shell(script, folder, { PORT: '0', HOST: '127.0.0.1', DRAIN_DELAY_MS: '0' });
    endings.push(() => shell.ends());
    const apiKey = await shell.says(/Your API key: (\S+)/);
    const port = await shell.says(/"port":(\d+)/);
    const answer = await fetch(`http://127.0.0.1:${port}/me`, { headers: { 'X-API-Key': apiKey } });
    expect([answer.status, await answer.json()]).toMatchObject([200, { tenant: 'acme', keyId: 'console' }]);
  });

  it('print an API key as shown in docs/configuration.md', async () => {
    const [command = ''] = marked('docs/configuration.md', 'key');
    const shell = new Shell(command, '.', {});
    endings.push(() => shell.ends());
    expect(await shell.says(/^(rk_live_)\S+$/m)).toBe('rk_live_');
  });

  it.each(PAGES)('in %s are run, here or by a check of .ci', (path) => {
    expect(Object.values(RUN_ELSEWHERE).filter((check) => !existsSync(check))).toEqual([]);
    const lines = marked(path, 'shown').flatMap((text) => text.split(/\n| && /).filter((line) => line !== ''));
    const unknown = lines.filter((line) => !Object.keys(RUN_ELSEWHERE).some((command) => line.startsWith(command)));
    expect(unknown).toEqual([]);
    const runHere = RUN_HERE.includes(path) ? readPage(path).commands.length : 0;
    const others = ['shown', 'start', 'key'].flatMap((mark) => marked(path, mark)).length;
    const all = readFileSync(path, 'utf8').match(/^```sh\b/gm)?.length ?? 0;
    expect(runHere + others).toBe(all);
  });
});
