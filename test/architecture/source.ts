import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** A source file of the service, below `src/`. */
export interface SourceFile {
  /** `users/users.service.ts` */
  readonly path: string;
  readonly text: string;
  /** Its imports: paths below `src/` for our own files, the unchanged specifier for others. */
  readonly imports: readonly string[];
}

/** All source files without specs. */
export function sourceFiles(): SourceFile[] {
  return globSync('src/**/*.ts')
    .filter((path) => !path.endsWith('.spec.ts'))
    .map((file) => {
      const path = file.slice('src/'.length);
      const text = readFileSync(file, 'utf8');
      return { path, text, imports: importsOf(path, text) };
    });
}

const STATIC_IMPORT = /^(?:import|export)\s(?:[^;'"]*?\sfrom\s)?\s*'([^']+)'/gm;
const DYNAMIC_IMPORT = /\bimport\('([^']+)'\)/g;

function importsOf(path: string, text: string): string[] {
  const found = [...text.matchAll(STATIC_IMPORT), ...text.matchAll(DYNAMIC_IMPORT)];
  return found.map(([, specifier = '']) =>
    specifier.startsWith('.') ? normalize(join(dirname(path), specifier)).replace(/\.js$/, '.ts') : specifier,
  );
}

/** The room (folder) of a file; files directly in `src/` are in the room `roof`. */
export function roomOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '') : 'roof';
}
