import { describe, expect, it } from '@jest/globals';

import { roomOf, type SourceFile, sourceFiles } from './source.js';

/** Which rooms each room may use. Features are those that are not listed: they may use what FEATURE says. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  failures: [],
  resilience: [],
  config: [],
  engine: [],
  state: ['config', 'failures', 'resilience', 'observability'],
  observability: ['config', 'failures', 'resilience'],
  tenants: ['config', 'failures', 'resilience', 'observability', 'state'],
  audit: ['config', 'failures', 'resilience', 'observability', 'tenants'],
  rekognition: ['config', 'failures', 'resilience', 'tenants', 'observability', 'audit', 'state'],
  http: [
    ...['config', 'failures', 'resilience', 'tenants', 'observability', 'audit', 'state'],
    ...['rekognition/operation.ts', 'rekognition/refusals.ts', 'rekognition/model/identifiers.ts'],
  ],
  health: [
    ...['config', 'state', 'observability'],
    ...['http/openapi/operation.decorator.ts', 'http/routes/connections.ts', 'http/routes/route-table.ts'],
  ],
  demo: ['config'],
  cli: ['engine', 'config', 'demo', 'audit', 'resilience', 'tenants', 'http', 'people/receipts.ts', 'roof'],
};
const FEATURE = [
  'rekognition',
  'http',
  'failures',
  'tenants',
  'config',
  'resilience',
  'state',
  'observability/logger.ts',
];
/** What composed operations may use of the features in addition to operation definitions. */
const COMPOSED = ['users/users.dto.ts', 'users/user-faces.answers.ts'];
const FEATURES = ['collections', 'faces', 'users', 'search', 'images', 'people', 'me'];

/** Files that may import the engine: programs that start one, and parts of the engine's own program. */
const ENGINE_USERS = new Set(['run-service.ts', 'cli/engine.ts', 'cli/engine-options.ts']);

/** The engine's folders in layers: each may use those before it in this list. */
const ENGINE_LAYERS = [
  'protocol',
  'assumptions.ts',
  'store',
  'access',
  'recognition',
  'options.ts',
  'operation.ts',
  'lookup.ts',
  'operations',
  'targets.ts',
  'quotas.ts',
  'service.ts',
  'sts',
  'rekognition-service.ts',
  'control',
  'server',
  'index.ts',
];

const files = sourceFiles();
const paths = new Set(files.map(({ path }) => path));

function ownImports({ imports }: SourceFile): string[] {
  return imports.filter((imported) => paths.has(imported));
}

function mayImport(path: string, imported: string): boolean {
  const room = roomOf(path);
  if (room === 'roof' || roomOf(imported) === room) return true;
  if (room === 'people' && COMPOSED.includes(imported)) return true;
  if (FEATURES.includes(room)) return isFeatureImport(imported);
  return (MAY_IMPORT[room] ?? []).some((allowed) => imported === allowed || roomOf(imported) === allowed);
}

function isFeatureImport(imported: string): boolean {
  return (
    FEATURE.some((allowed) => imported === allowed || roomOf(imported) === allowed) ||
    imported.endsWith('.operations.ts')
  );
}

describe('Imports', () => {
  it('are in a folder that the table lists', () => {
    const known = new Set([...Object.keys(MAY_IMPORT), ...FEATURES, 'roof']);
    expect(files.map(({ path }) => roomOf(path)).filter((room) => !known.has(room))).toEqual([]);
  });

  it('follow the table', () => {
    const wrong = files.flatMap((file) =>
      ownImports(file)
        .filter((imported) => !mayImport(file.path, imported))
        .map((imported) => `${file.path} → ${imported}`),
    );
    expect(wrong).toEqual([]);
  });

  it('refer to existing files', () => {
    const missing = files.flatMap(({ path, imports }) =>
      imports.filter((imported) => imported.endsWith('.ts') && !paths.has(imported)).map((name) => `${path} → ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('have no cycle', () => {
    expect(findCycle()).toEqual([]);
  });

  it('use the engine only through its index, and only where it is started', () => {
    const users = files.filter(({ path }) => roomOf(path) !== 'engine');
    const wrong = users.flatMap((file) =>
      ownImports(file)
        .filter((imported) => roomOf(imported) === 'engine')
        .filter((imported) => imported !== 'engine/index.ts' || !ENGINE_USERS.has(file.path))
        .map((imported) => `${file.path} → ${imported}`),
    );
    expect(wrong.filter((arrow) => !arrow.startsWith('cli/engine.ts'))).toEqual([]);
  });

  it('go downwards within the engine, from each folder to those before it in the list', () => {
    const layerOf = (path: string) => path.split('/')[1] ?? '';
    const engine = files.filter(({ path }) => roomOf(path) === 'engine');
    expect(engine.filter(({ path }) => !ENGINE_LAYERS.includes(layerOf(path))).map(({ path }) => path)).toEqual([]);
    const upwards = engine.flatMap((file) =>
      ownImports(file)
        .filter((imported) => ENGINE_LAYERS.indexOf(layerOf(imported)) > ENGINE_LAYERS.indexOf(layerOf(file.path)))
        .map((imported) => `${file.path} → ${imported}`),
    );
    expect(upwards).toEqual([]);
  });

  it('of the engine are modules of Node only', () => {
    const engine = files.filter(({ path }) => roomOf(path) === 'engine');
    const foreign = engine.flatMap(({ path, imports }) =>
      imports
        .filter((name) => !name.startsWith('node:') && roomOf(name) !== 'engine')
        .map((name) => `${path} → ${name}`),
    );
    expect(foreign).toEqual([]);
  });

  it('of Nest, Fastify and the SDK are not in plain code', () => {
    const plain = files.filter(({ path }) => ['failures', 'resilience'].includes(roomOf(path)));
    const foreign = plain.flatMap(({ path, imports }) =>
      imports.filter((name) => !paths.has(name) && !name.startsWith('node:')).map((name) => `${path} → ${name}`),
    );
    expect(foreign).toEqual([]);
  });
});

describe('Occurrences', () => {
  const elsewhere = (pattern: RegExp, ...rooms: string[]): string[] =>
    files.filter(({ path, text }) => !rooms.includes(roomOf(path)) && pattern.test(text)).map(({ path }) => path);

  it('of AWS exception names are in the failure table and the engine only', () => {
    expect(elsewhere(/['"][A-Za-z]+Exception['"]/, 'failures', 'engine')).toEqual([]);
  });

  it('of the environment are in the entry files, which pass it to config', () => {
    expect(elsewhere(/process\.env/, 'config').sort()).toEqual([
      'cli/audit.ts',
      'cli/bulk.ts',
      'cli/demo.ts',
      'main.ts',
    ]);
  });

  it('of the system time are in the clock and the engine only', () => {
    expect(elsewhere(/\bDate\.now\(|\bsetTimeout\(/, 'resilience', 'engine')).toEqual([
      'run-service.ts',
      'http/bodies/body-reader.ts',
    ]);
  });

  it('of vague names are in no path', () => {
    const vague = /(^|\/)(common|shared|utils?|helpers?|misc|base|manager|data|info|lib)(\/|\.)/;
    expect(files.map(({ path }) => path).filter((path) => vague.test(path))).toEqual([]);
  });

  it('of re-exports are in the index of the engine only', () => {
    const barrels = files.filter(({ text }) => /^export (\*|type \{|\{)[^;]*from /m.test(text)).map(({ path }) => path);
    expect(barrels.filter((path) => path !== 'engine/index.ts')).toEqual([]);
  });
});

/** The files of one cycle, or nothing. */
function findCycle(): string[] {
  const importsOf = new Map(files.map((file) => [file.path, ownImports(file)]));
  const done = new Set<string>();
  const visit = (path: string, trail: string[]): string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return [];
    done.add(path);
    for (const next of importsOf.get(path) ?? []) {
      const cycle = visit(next, [...trail, path]);
      if (cycle.length > 0) return cycle;
    }
    return [];
  };
  return files.map(({ path }) => visit(path, [])).find((cycle) => cycle.length > 0) ?? [];
}
