import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

import type { Config } from '../../src/config/config.js';
import { Secrets } from '../../src/config/secrets.js';
import type { ChainHead } from '../../src/audit/audit-chain.js';
import type { AuditedFace } from '../../src/audit/audit-line.js';
import { AuditVerifier } from '../../src/audit/audit-verifier.js';

/** The members of an audit line that tests use. */
export interface AuditLine {
  seq: number;
  mac: string;
  event: string;
  /** Id of the writing process. Only in its first line and in head lines. */
  run: string;
  writeId: string;
  tenant: string;
  keyId: string;
  requestId: string;
  collectionId?: string;
  userId?: string;
  faceIds: string[];
  outcome: string;
  effect?: string;
  faces: AuditedFace[];
  attempts: number;
  awsRequestIds: string[];
}

const ajv = new Ajv2020({ allErrors: true, strict: false });
formats.default(ajv);
const isLine = ajv.compile(JSON.parse(readFileSync('docs/audit.schema.json', 'utf8')) as object);

/** A temporary folder with an audit file. */
export class AuditFolder {
  readonly secret = 's'.repeat(32);
  readonly path: string;

  private constructor(readonly folder: string) {
    this.path = join(folder, 'audit.jsonl');
  }

  static make(): AuditFolder {
    return new AuditFolder(mkdtempSync(join(tmpdir(), 'audit-')));
  }

  /** Settings for a service that writes this audit. */
  get settings(): Pick<Config, 'audit' | 'secrets'> {
    return {
      secrets: Secrets.of([Buffer.from(this.secret)]),
      audit: { to: { kind: 'file', path: this.path }, required: true },
    };
  }

  get text(): string {
    return readFileSync(this.path, 'utf8');
  }

  /** The complete lines. The last one may be partially written. */
  get lines(): AuditLine[] {
    return this.text
      .split('\n')
      .slice(0, -1)
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as AuditLine);
  }

  get writes(): AuditLine[] {
    return this.lines.filter(({ event }) => ['intent', 'outcome', 'refused'].includes(event));
  }

  get head(): ChainHead {
    const { seq, mac } = this.lines.at(-1)!;
    return { seq, mac };
  }

  /** Violations of docs/audit.schema.json. */
  get schemaFaults(): string[] {
    return this.lines.flatMap((line) => {
      const isDocumented: boolean = isLine(line);
      return isDocumented ? [] : [`${line.event} ${line.seq}: ${ajv.errorsText(isLine.errors)}`];
    });
  }

  /** @throws AuditFault if the chain is broken. */
  verify(after?: ChainHead): void {
    const verifier = new AuditVerifier({ keys: this.settings.secrets.keysFor('audit'), after });
    for (const line of this.text.split('\n').slice(0, -1)) {
      verifier.check({ place: line, bytes: Buffer.from(line), isEnded: true });
    }
    verifier.finish();
  }

  /** Simulates a lost disk. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  bringBack(): void {
    mkdirSync(this.folder);
  }
}
