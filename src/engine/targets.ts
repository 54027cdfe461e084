import { readdirSync } from 'node:fs';
import type { EngineOperation } from './operation.js';

const FOLDER = new URL('./operations/', import.meta.url);
/** `.ts` where tests load the sources; neither declarations nor source maps. */
const MODULE = /^[a-z-]+\.[jt]s$/;

/** Every module in `operations/` exports one operation under its name. */
export const OPERATIONS: readonly EngineOperation[] = await Promise.all(
  readdirSync(FOLDER)
    .filter((file) => MODULE.test(file))
    .sort()
    .map(async (file) => {
      const exported = (await import(new URL(file, FOLDER).href)) as Readonly<Record<string, EngineOperation>>;
      const [operation] = Object.values(exported);
      if (operation === undefined) throw new Error(`${file} exports no operation`);
      return operation;
    }),
);

const BY_NAME = new Map(OPERATIONS.map((operation) => [operation.name, operation]));

export function operationNamed(name: string): EngineOperation | undefined {
  return BY_NAME.get(name);
}
