import { createHash } from 'node:crypto';
import { type BigIntStats, readFileSync, statSync } from 'node:fs';

import { Environment } from '../environment.js';
import type { ConfiguredOperation } from '../session-policy.js';
import { type PreviousVersion, previousOf, tenantsOf, type TenantsOfFile } from './read-tenants-file.js';
import type { TenantsFile } from './tenants-file.schema.js';
import { fileFaults } from './tenants-file-faults.js';
import { parseObject, parseObjectInWorker } from './yaml-object.js';

const LARGEST_FILE_BYTES = 16n * 1024n * 1024n;
const UNREADABLE = 'TENANTS_FILE cannot be read';
const NO_OBJECT = 'TENANTS_FILE is not a YAML or JSON object of at most 16 MiB';

/** The result of reading the file. A rejected version is reported once, and again when its faults change. */
export type Look =
  | { readonly outcome: 'unchanged' }
  | { readonly outcome: 'accepted'; readonly file: TenantsOfFile }
  | { readonly outcome: 'refused'; readonly faults: readonly string[] };

/** One version of the file. */
interface Version {
  /** Changes when the file is written or replaced, also behind symbolic links. */
  readonly stamp: string;
  /** Empty if the file could not be read. */
  readonly hash: string;
  /** Whether a second read confirmed the text: a write during the first read may leave the same stamp. */
  readonly confirmed: boolean;
}

type Reading = { readonly settings: TenantsFile } | { readonly faults: readonly string[] };

const UNCHANGED: Look = { outcome: 'unchanged' };

/**
 * Reads the tenants file and detects changes. A check costs one stat while nothing changes. Tenants with unchanged
 * settings keep their object identity across versions.
 */
export class TenantsFileSource {
  private version: Version | undefined;
  /** The last version, until it is accepted. */
  private pending: { readonly settings?: TenantsFile; readonly faults: readonly string[] } | undefined;
  private previous: PreviousVersion | undefined;

  /** @param variables the process's environment, which credentials may refer to. */
  constructor(
    private readonly path: string,
    private readonly variables: Readonly<Record<string, string | undefined>>,
    private readonly operations: readonly ConfiguredOperation[],
  ) {}

  /** Reads the file synchronously, at start. */
  read(): Look {
    const { text, version } = this.readVersion();
    this.version = version;
    return this.accept(readingOf(text, text === undefined ? undefined : parseObject(text)));
  }

  /** Checks for a new version. Do not call it again before it has resolved. */
  async look(): Promise<Look> {
    if (this.version?.confirmed === true && this.version.stamp === stampAt(this.path)) return this.retryPending();
    const { text, version } = this.readVersion();
    const same = version.hash === this.version?.hash;
    const confirmed = same && version.stamp === this.version?.stamp;
    const parsed = same || text === undefined ? undefined : await parseObjectInWorker(text);
    this.version = { ...version, confirmed };
    return same ? this.retryPending() : this.accept(readingOf(text, parsed));
  }

  private readVersion(): { readonly text: string | undefined; readonly version: Version } {
    // Taken before the text, so that a later write changes the stamp.
    const stamp = stampAt(this.path);
    const text = textAt(this.path);
    const hash = text === undefined ? '' : createHash('sha256').update(text).digest('hex');
    return { text, version: { stamp, hash, confirmed: false } };
  }

  /** Variables and files that a rejected version refers to may exist by now. */
  private retryPending(): Look {
    const { settings, faults: reported = [] } = this.pending ?? {};
    if (settings === undefined) return UNCHANGED;
    const result = this.accept({ settings });
    return result.outcome === 'refused' && result.faults.join() === reported.join() ? UNCHANGED : result;
  }

  private accept(reading: Reading): Look {
    if ('faults' in reading) return this.reject(reading);
    const { settings } = reading;
    const environment = new Environment(this.variables);
    const file = tenantsOf(settings, environment, this.operations, this.previous);
    const faults = [...new Set(environment.faults)];
    if (faults.length > 0) return this.reject({ settings, faults });
    this.pending = undefined;
    this.previous = previousOf(settings, file);
    return { outcome: 'accepted', file };
  }

  private reject(pending: NonNullable<TenantsFileSource['pending']>): Look {
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

/** Follows symbolic links: Kubernetes replaces the files of a volume by swapping one. */
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

/** Undefined if it is not a readable file; '' if it is too large. */
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
