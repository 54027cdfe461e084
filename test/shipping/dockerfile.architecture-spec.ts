import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { parseDockerfile, type Stage } from './dockerfile.js';

const { settings, stages } = parseDockerfile(readFileSync('Dockerfile', 'utf8'));
const shipped = stages.at(-1)!;

describe('the Dockerfile', () => {
  it('builds in separate stages, and runs or installs nothing in the final one', () => {
    expect(stages.length).toBeGreaterThan(1);
    expect(argumentsOf(shipped, 'RUN')).toEqual([]);
    expect(argumentsOf(shipped, 'ADD')).toEqual([]);
  });

  it('allows both base images to be replaced, and pins an exact version of each', () => {
    expect([...settings.keys()]).toEqual(['BUILD_BASE', 'RUNTIME_BASE']);
    for (const { base } of stages) expect(base).toMatch(/^node:\d+\.\d+\.\d+-bookworm-slim$/);
  });

  it('uses the same version of Node as the tests', () => {
    const { optionalDependencies } = readJson('package.json') as { optionalDependencies: Record<string, string> };
    const nodes = Object.entries(optionalDependencies).filter(([name]) => name.startsWith('node-linux-'));
    expect(nodes.length).toBeGreaterThan(0);
    for (const [, version] of nodes) expect(shipped.base).toBe(`node:${version}-bookworm-slim`);
  });

  it('contains only package.json, the production packages, the build output and the OpenAPI document', () => {
    expect(argumentsOf(shipped, 'COPY')).toEqual([
      'package.json ./',
      '--from=packages /app/node_modules node_modules',
      '--from=compiled /app/dist dist',
      'openapi/openapi.json openapi/',
    ]);
  });

  it('copies the packages from an installation without development and optional ones', () => {
    const packages = stages.find(({ name }) => name === 'packages')!;
    expect(argumentsOf(packages, 'RUN')).toEqual(['npm ci --omit=dev --omit=optional']);
  });

  it('installs the versions of the lock file', () => {
    const commands = stages.flatMap((stage) => argumentsOf(stage, 'RUN'));
    expect(commands.filter((command) => /\b(npx|npm (i|install|add|update))\b/.test(command))).toEqual([]);
  });

  it('runs as a non-root user with a numeric id', () => {
    const users = argumentsOf(shipped, 'USER');
    expect(users).toHaveLength(1);
    expect(users[0]).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  it('fills the compile cache as the user that it runs as, because Node ignores caches of other users', () => {
    const compiled = stages.find(({ name }) => name === 'compiled')!;
    expect(argumentsOf(compiled, 'USER')).toEqual(argumentsOf(shipped, 'USER'));
  });

  it('runs node as process 1, without a shell or npm', () => {
    expect(argumentsOf(shipped, 'CMD')).toEqual([]);
    expect(argumentsOf(shipped, 'ENTRYPOINT').map((argument): unknown => JSON.parse(argument))).toEqual([
      ['node', '--disable-sigusr1', 'dist/main.js'],
    ]);
  });

  it('sets NODE_ENV and the malloc settings of glibc, and no other variable', () => {
    expect(argumentsOf(shipped, 'ENV')).toEqual(['NODE_ENV=production', 'MALLOC_MMAP_THRESHOLD_=131072']);
  });

  it('includes in the build context only what some stage copies, and no tests', () => {
    const patterns = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => !/^(#|$)/.test(line));
    const copied = stages.flatMap((stage) => argumentsOf(stage, 'COPY').flatMap(sourcesInContext));
    expect(patterns[0]).toBe('*');
    expect(patterns).toContain('src/**/*.spec.ts');
    const admitted = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
    expect(new Set(admitted)).toEqual(new Set(copied));
  });
});

function argumentsOf(stage: Stage, keyword: string): string[] {
  return stage.instructions.filter((one) => one.keyword === keyword).map(({ argument }) => argument);
}

/** The sources that a COPY takes from the build context; empty if it copies from a stage. */
function sourcesInContext(argument: string): string[] {
  return argument.startsWith('--from=') ? [] : argument.split(/\s+/).slice(0, -1);
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
