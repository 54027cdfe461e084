import { createHash } from 'node:crypto';
import { type BigIntStats, readFileSync, statSync } from 'node:fs';

import { Environment } from '../environment.js';
import { fileFaults, type Known, knownOf, tenantsOf, type TenantsOfFile } from './read-tenants-file.js';
import type { TenantsFile } from './tenants-file.js';
import { parseObject, parseObjectAside } from './yaml-object.js';

const LARGEST_FILE_BYTES = 16n * 1024n * 1024n;
const UNREADABLE = 'TENANTS_FILE cannot be read';
const NO_OBJECT = 'TENANTS_FILE is not a YAML or JSON object of at most 16 MiB';

/** What a look at the file found. A version that was refused is told once, and again when its faults change. */
export type Look =
  | { readonly outcome: 'unchanged' }
  | { readonly outcome: 'accepted'; readonly file: TenantsOfFile }
  | { readonly outcome: 'refused'; readonly faults: readonly string[] };

/** What is at the path at one moment. */
interface Version {
  /** What a stat tells of it, which changes when it is written or replaced, also behind symbolic links. */
  readonly stamp: string;
  /** Hash of the text; empty when it could not be read. */
  readonly hash: string;
  /** A write in the very moment of the first reading may leave the same stamp, so it is read once more. */
  readonly confirmed: boolean;
}

/** A version's settings, or what is wrong with it. */
type Reading = { readonly settings: TenantsFile } | { readonly faults: readonly string[] };

const UNCHANGED: Look = { outcome: 'unchanged' };

/**
 * The tenants file at its path, whatever is there at each look. A look costs a stat as long as nothing changes.
 *
 * Tenants whose settings a later version leaves as they are stay the same objects.
 */
export class TenantsFileSource {
  private version: Version | undefined;
  /** Of the version that was looked at last, as long as it has not been accepted. */
  private pending: { readonly settings?: TenantsFile; readonly faults: readonly string[] } | undefined;
  private known: Known | undefined;

  /** @param variables the process's environment, in which the file's credentials may be named. */
  constructor(
    private readonly path: string,
    private readonly variables: Readonly<Record<string, string | undefined>>,
  ) {}

  /** The first look, which waits for all of it. */
  read(): Look {
    const { text, version } = this.readVersion();
    this.version = version;
    return this.take(readingOf(text, text === undefined ? undefined : parseObject(text)));
  }

  /** Every further look. The next one may begin when this one has ended. */
  async look(): Promise<Look> {
    if (this.version?.confirmed === true && this.version.stamp === stampAt(this.path)) return this.lookForMissing();
    const { text, version } = this.readVersion();
    const same = version.hash === this.version?.hash;
    const confirmed = same && version.stamp === this.version?.stamp;
    const parsed = same || text === undefined ? undefined : await parseObjectAside(text);
    this.version = { ...version, confirmed };
    return same ? this.lookForMissing() : this.take(readingOf(text, parsed));
  }

  private readVersion(): { readonly text: string | undefined; readonly version: Version } {
    // Before the text: what is written after it makes another stamp.
    const stamp = stampAt(this.path);
    const text = textAt(this.path);
    const hash = text === undefined ? '' : createHash('sha256').update(text).digest('hex');
    return { text, version: { stamp, hash, confirmed: false } };
  }

  /** What a refused version's credentials name may have come to be there since. */
  private lookForMissing(): Look {
    const { settings, faults: told = [] } = this.pending ?? {};
    if (settings === undefined) return UNCHANGED;
    const look = this.take({ settings });
    return look.outcome === 'refused' && look.faults.join() === told.join() ? UNCHANGED : look;
  }

  private take(reading: Reading): Look {
    if ('faults' in reading) return this.refuse(reading);
    const { settings } = reading;
    const environment = new Environment(this.variables);
    const file = tenantsOf(settings, environment, this.known);
    const faults = [...new Set(environment.faults)];
    if (faults.length > 0) return this.refuse({ settings, faults });
    this.pending = undefined;
    this.known = knownOf(settings, file);
    return { outcome: 'accepted', file };
  }

  private refuse(pending: NonNullable<TenantsFileSource['pending']>): Look {
    this.pending = pending;
    return { outcome: 'refused', faults: pending.faults };
  }
}

function readingOf(text: string | undefined, parsed: object | undefined): Reading {
  if (text === undefined) return { faults: [UNREADABLE] };
  if (parsed === undefined) return { faults: [NO_OBJECT] };
  const faults = fileFaults(parsed).map((fault) => `TENANTS_FILE: ${fault}`);
  return faults.length > 0 ? { faults } : { settings: parsed as TenantsFile };
}

/** Follows symbolic links, as Kubernetes uses to replace all files of a volume at once. */
function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}

function stampAt(path: string): string {
  const { dev, ino, size, mtimeNs, ctimeNs } = statOf(path) ?? {};
  return [dev, ino, size, mtimeNs, ctimeNs].join();
}

/** Undefined when it is no file or cannot be read; empty when it is larger than any such file. */
function textAt(path: string): string | undefined {
  const stat = statOf(path);
  if (stat?.isFile() !== true) return undefined;
  if (stat.size > LARGEST_FILE_BYTES) return '';
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
