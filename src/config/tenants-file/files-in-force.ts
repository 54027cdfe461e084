import type { ConfiguredOperation } from '../session-policy.js';
import { ruleFaults } from './tenants-file-faults.js';
import type { TenantsFile } from './tenants-file.schema.js';

/** Files by name. The name of a single file is empty. */
export type Files = ReadonlyMap<string, TenantsFile>;

/** Files merged into one. */
export interface MergedFiles {
  readonly file: TenantsFile;
  /** Replaces the paths of the merged file in a text by file names and their own paths. */
  readonly localize: (text: string) => string;
  /** Faults between entries of all files. */
  readonly faults: () => string[];
}

const ENTRY = /(?<![.\w])(tenants|issuers)\.(\d+)/g;

/** Merges files in the order of their names. */
export function mergeFiles(files: Files, operations: readonly ConfiguredOperation[]): MergedFiles {
  const sorted = [...files].sort(([one], [other]) => (one < other ? -1 : 1));
  const entries = (list: 'tenants' | 'issuers'): [name: string, index: number][] =>
    sorted.flatMap(([name, file]) => (file[list] ?? []).map((_, index): [string, number] => [name, index]));
  const origins = { tenants: entries('tenants'), issuers: entries('issuers') };
  const localize = (text: string): string =>
    text.replaceAll(ENTRY, (path, list: 'tenants' | 'issuers', at: string) => {
      const [name = '', index = 0] = origins[list][Number(at)] ?? [];
      return name === '' ? path : `${name}:${list}.${index}`;
    });
  const file: TenantsFile = {
    accounts: Object.assign({}, ...sorted.map(([, { accounts = {} }]) => accounts)) as TenantsFile['accounts'] & object,
    tenants: sorted.flatMap(([, { tenants }]) => tenants),
    issuers: sorted.flatMap(([, { issuers = [] }]) => issuers),
  };
  return { file, localize, faults: () => [...repeatedAccounts(sorted), ...ruleFaults(file, operations).map(localize)] };
}

/** Their quotas could differ. */
function repeatedAccounts(files: readonly (readonly [string, TenantsFile])[]): string[] {
  const known = new Set<string>();
  return files.flatMap(([name, { accounts = {} }]) =>
    Object.keys(accounts).flatMap((id) => {
      if (known.has(id)) return [`${name}:accounts.${id}: must be in one file only`];
      known.add(id);
      return [];
    }),
  );
}

/**
 * Selects new versions of files that are valid together with the versions in force. A file with faults keeps its
 * version in force; it is left out if it has none.
 */
export function selectFiles(
  inForce: Files,
  waiting: Files,
  operations: readonly ConfiguredOperation[],
): { readonly files: Files; readonly faults: string[] } {
  const tolerated = new Set(mergeFiles(inForce, operations).faults());
  const faultsOf = (files: Files): string[] =>
    mergeFiles(files, operations)
      .faults()
      .filter((fault) => !tolerated.has(fault));

  let files: Files = new Map([...inForce, ...waiting]);
  let suspects: string[] = [];
  for (let blamed = waiting.size; blamed > 0;) {
    const faults = faultsOf(files);
    const names = [...waiting.keys()].filter((name) => !suspects.includes(name));
    const found = names.filter((name) => faults.some((fault) => isAbout(fault, name)));
    blamed = found.length;
    suspects = [...suspects, ...found];
    files = new Map([...inForce, ...[...waiting].filter(([name]) => !suspects.includes(name))]);
  }
  // Files that conflict with each other only: the first ones are valid without the others.
  const faults: string[] = [];
  for (const name of suspects) {
    const more: Files = new Map([...files, ...[...waiting].filter(([each]) => each === name)]);
    const found = faultsOf(more);
    if (found.length === 0) files = more;
    faults.push(...found);
  }
  return { files, faults: [...new Set([...faults, ...faultsOf(files)])] };
}

function isAbout(fault: string, name: string): boolean {
  return name === '' || ` ${fault}`.includes(` ${name}:`);
}
