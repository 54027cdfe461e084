import { createHash } from 'node:crypto';
import { type BigIntStats, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { readTextFile } from '../environment.js';
import type { ConfiguredOperation } from '../session-policy.js';
import { type Files, mergeFiles, selectFiles } from './files-in-force.js';
import { type PreviousVersion, tenantsOf, type TenantsOfFile } from './read-tenants-file.js';
import type { TenantsFile } from './tenants-file.schema.js';
import { shapeFaults } from './tenants-file-faults.js';
import { parseObject, parseObjectInWorker } from './yaml-object.js';

const MAX_FILE_BYTES = 16n * 1024n * 1024n;
const MAX_FILES = 100;
/** Shorter files are parsed in this thread: that takes a few milliseconds, a tenth of the start of a worker. */
const MAX_CHARACTERS_PARSED_HERE = 8_192;
const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]*\.(yaml|yml|json)$/;
const UNREADABLE = 'TENANTS_FILE cannot be read';
const NO_OBJECT = 'is not a YAML or JSON object of at most 16 MiB';

/** The result of reading the files. A rejected version is reported once, and again when its faults change. */
export type Look =
  | { readonly outcome: 'unchanged' }
  /** `faults` are those of files that were not accepted; their last valid versions stay in force. */
  | { readonly outcome: 'accepted'; readonly file: TenantsOfFile; readonly faults: readonly string[] }
  | { readonly outcome: 'refused'; readonly faults: readonly string[] };

/** A file as of the last read. */
interface FileState {
  readonly stamp: string;
  /** Empty if the file could not be read. */
  readonly hash: string;
  /** Whether a second read confirmed the text: a write during the first read may leave the same stamp. */
  readonly confirmed: boolean;
  /** Undefined if the file has faults. */
  readonly settings?: TenantsFile;
  readonly faults: readonly string[];
}

const UNCHANGED: Look = { outcome: 'unchanged' };

/**
 * Reads the tenants file, or the files of a directory, and detects changes. A check costs one stat per file while
 * nothing changes. Tenants with unchanged settings keep their object identity across versions.
 */
export class TenantsFileSource {
  private states: ReadonlyMap<string, FileState> = new Map();
  private inForce: Files = new Map();
  /** The files that were selected last, while secrets of their tenants are missing. */
  private pending: { readonly files: Files; readonly faults: readonly string[] } | undefined;
  private previous: PreviousVersion | undefined;
  private closed: readonly string[] = [];
  private last: Exclude<Look, { outcome: 'unchanged' }> | undefined;

  /** @param variables the process's environment, to which credentials can refer. */
  constructor(
    private readonly path: string,
    private readonly variables: Readonly<Record<string, string | undefined>>,
    private readonly operations: readonly ConfiguredOperation[],
  ) {}

  /** Faults and missing secrets as of the last change. */
  get reported(): { readonly faults: readonly string[]; readonly closed: readonly string[] } {
    return { faults: this.last?.faults ?? [], closed: this.closed };
  }

  /** Reads the files synchronously, at start. */
  read(): Look {
    const changed = this.readChanged();
    return this.accept(changed && new Map([...changed].map(([name, text]) => [name, parseObject(text)])));
  }

  /** Checks for new versions. Must not be called again before the returned promise has resolved. */
  async look(): Promise<Look> {
    const before = this.states;
    const changed = this.readChanged();
    const isSame = ([name, { hash }]: [string, FileState]): boolean => hash === before.get(name)?.hash;
    if (changed?.size === 0 && before.size === this.states.size && [...this.states].every(isSame)) return this.retry();
    if (changed === undefined && this.last?.faults.join() === UNREADABLE) return UNCHANGED;
    const parsed = new Map<string, object | undefined>();
    // Sequentially, because each worker has its own heap.
    for (const [name, text] of changed ?? []) {
      const isShort = text.length <= MAX_CHARACTERS_PARSED_HERE;
      parsed.set(name, isShort ? parseObject(text) : await parseObjectInWorker(text));
    }
    return this.accept(changed && parsed);
  }

  /** Returns the content of changed files, or undefined if there is no file at all. */
  private readChanged(): Map<string, string> | undefined {
    const changed = new Map<string, string>();
    const found = (namesIn(this.path) ?? []).map((name): [string, FileState] => {
      const known = this.states.get(name);
      const path = join(this.path, name);
      // Taken before the text, so that a later write changes the stamp.
      const stamp = stampAt(path);
      if (known?.confirmed === true && known.stamp === stamp) return [name, known];
      const text = textAt(path);
      const hash = text === undefined ? '' : createHash('sha256').update(text).digest('hex');
      if (known?.hash === hash) return [name, { ...known, stamp, confirmed: known.stamp === stamp }];
      if (text !== undefined) changed.set(name, text);
      return [name, { stamp, hash, confirmed: false, faults: [faultAt(name, 'cannot be read')] }];
    });
    this.states = new Map(found);
    return found.length === 0 || this.states.get('')?.hash === '' ? undefined : changed;
  }

  private accept(parsed: ReadonlyMap<string, object | undefined> | undefined): Look {
    if (parsed === undefined) return this.report({ outcome: 'refused', faults: [UNREADABLE] });
    this.states = new Map(
      [...this.states].map(([name, state]) => [
        name,
        parsed.has(name) ? withContent(name, state, parsed.get(name)) : state,
      ]),
    );
    const present = [...this.inForce].filter(([name]) => this.states.has(name));
    const waiting = [...this.states].flatMap(([name, { settings }]): [string, TenantsFile][] =>
      settings === undefined || settings === this.inForce.get(name) ? [] : [[name, settings]],
    );
    const { files, faults } = selectFiles(new Map(present), new Map(waiting), this.operations);
    const all = [...this.states.values()].flatMap((state) => state.faults);
    const selected = { files, faults: [...all, ...faults.map((fault) => `TENANTS_FILE: ${fault}`)] };
    if (selected.faults.length === 0 || !sameFiles(files, this.inForce)) return this.takeOver(selected);
    this.pending = this.pending !== undefined && sameFiles(this.pending.files, files) ? selected : undefined;
    return this.report({ outcome: 'refused', faults: selected.faults });
  }

  /** Reads the pending files again, because variables and files that were missing may exist now. */
  private retry(): Look {
    const before = this.reported;
    const last = this.last;
    if (this.pending === undefined) return UNCHANGED;
    const look = this.takeOver(this.pending);
    const isSame = last?.outcome === look.outcome && JSON.stringify(before) === JSON.stringify(this.reported);
    return isSame ? UNCHANGED : look;
  }

  private takeOver(selected: NonNullable<TenantsFileSource['pending']>): Look {
    const { files, faults } = selected;
    const { file, localize } = mergeFiles(files, this.operations);
    const tenants = tenantsOf(file, this.variables, this.previous);
    const closed = tenants.closed.map(localize);
    this.pending = closed.length > 0 ? selected : undefined;
    if (tenants.tenants.every(({ credentials }) => credentials.kind === 'missing'))
      return this.report({ outcome: 'refused', faults: [...faults, ...closed] });
    this.closed = closed;
    this.inForce = files;
    this.previous = { file, read: tenants };
    return this.report({ outcome: 'accepted', file: { ...tenants, closed }, faults });
  }

  private report(look: NonNullable<TenantsFileSource['last']>): Look {
    this.last = look;
    return look;
  }
}

function withContent(name: string, state: FileState, parsed: object | undefined): FileState {
  const { stamp, hash, confirmed } = state;
  if (parsed === undefined) return { stamp, hash, confirmed, faults: [faultAt(name, NO_OBJECT)] };
  const faults = shapeFaults(parsed).map((fault) => `TENANTS_FILE: ${name === '' ? '' : `${name}:`}${fault}`);
  if (faults.length > 0) return { stamp, hash, confirmed, faults };
  return { stamp, hash, confirmed, settings: parsed as TenantsFile, faults };
}

function faultAt(name: string, fault: string): string {
  return name === '' ? `TENANTS_FILE ${fault}` : `TENANTS_FILE: ${name}: ${fault}`;
}

function sameFiles(one: Files, other: Files): boolean {
  return one.size === other.size && [...one].every(([name, file]) => other.get(name) === file);
}

/** Returns the names of the files in a directory, or '' for a single file. Undefined if it has more than MAX_FILES. */
export function namesIn(path: string): string[] | undefined {
  try {
    if (!statSync(path).isDirectory()) return [''];
    const names = readdirSync(path).filter((name) => FILE_NAME.test(name));
    return names.length > MAX_FILES ? undefined : names.sort();
  } catch {
    return undefined;
  }
}

/** Follows symbolic links: Kubernetes replaces the files of a volume by swapping one. */
function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}

/** Returns a value that changes when the file is written or replaced, also behind symbolic links. */
export function stampAt(path: string): string {
  const { dev, ino, size, mtimeNs, ctimeNs } = statOf(path) ?? {};
  return [dev, ino, size, mtimeNs, ctimeNs].join();
}

/** Undefined if it is not a readable file; '' if it is too large. */
export function textAt(path: string): string | undefined {
  const stat = statOf(path);
  if (stat?.isFile() !== true) return undefined;
  return stat.size > MAX_FILE_BYTES ? '' : readTextFile(path);
}
