import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const COMPILER = resolve('node_modules/typescript/bin/tsc');
const OPTIONS = [
  '--strict',
  '--exactOptionalPropertyTypes',
  '--skipLibCheck',
  '--module',
  'nodenext',
  '--types',
  'node',
];
/** Timeout for hanging programs; long, because the duration depends on the machine. */
const GIVE_UP_MS = 300_000;

/** The service URL in the pages. */
export const SHOWN_URL = 'http://127.0.0.1:3000';

/** Programs in a folder with a copy of `openapi/client.d.ts` and this project's packages, as readers set it up. */
export class TypeScriptPrograms {
  private constructor(
    private readonly folder: string,
    private readonly faults: readonly string[],
  ) {}

  /** Compiles all programs in one run, because the compiler is slow to start. Call `delete` afterwards. */
  static async compiled(programs: readonly string[]): Promise<TypeScriptPrograms> {
    const folder = await mkdtemp(join(tmpdir(), 'facade-programs-'));
    await symlink(resolve('node_modules'), join(folder, 'node_modules'));
    await copyFile('openapi/client.d.ts', join(folder, 'client.d.ts'));
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    const files = programs.map((_program, index) => `program-${index}.ts`);
    await Promise.all(files.map((file, index) => writeFile(join(folder, file), programs[index] ?? '')));
    const spoken = (output: { stdout: string }): string => output.stdout;
    const text = await run(process.execPath, [COMPILER, ...OPTIONS, ...files], { cwd: folder }).then(spoken, spoken);
    return new TypeScriptPrograms(
      folder,
      text.split(/\n(?=\S)/).filter((line) => line !== ''),
    );
  }

  /** The compiler errors of a program, one per entry. */
  faultsOf(program: number): string[] {
    return this.faults.filter((fault) => fault.startsWith(`program-${program}.ts`));
  }

  /** Runs a program against the service at `url`, in the folder `cwd`, and returns its output. */
  async printedBy(program: number, url: string, cwd = this.folder): Promise<string> {
    const shown = await readFile(join(this.folder, `program-${program}.js`), 'utf8');
    const file = join(this.folder, `program-${program}.run.js`);
    await writeFile(file, shown.replaceAll(SHOWN_URL, url));
    return (await run(process.execPath, [file], { cwd, timeout: GIVE_UP_MS })).stdout;
  }

  async delete(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}
