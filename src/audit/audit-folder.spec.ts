import { createSecretKey } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { AuditChain, BEGINNING, type ChainHead } from './audit-chain.js';
import { type FolderSummary, verifyFolder } from './audit-folder.js';
import type { KnownHead } from './audit-verifier.js';

const KEYS = [createSecretKey(Buffer.alloc(32, 'k'))];
const PODS = ['faces-0', 'faces-1', 'faces-2'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audits-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes a file of a pod's chain, which begins or goes on behind a head. */
function write(file: string, events: readonly string[], after = BEGINNING): ChainHead {
  const chain = new AuditChain(KEYS, after);
  const [pod = ''] = file.split('/');
  const lines = events.map((event) => chain.seal(JSON.stringify({ at: pod, event, run: runOf(pod) })));
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), Buffer.concat(lines));
  return chain.head;
}

const runOf = (pod: string): string => `run of ${pod}`;
const writePods = (): ChainHead[] =>
  PODS.map((pod, nth) => write(`${pod}/audit.log`, ['start', ...Array<string>(nth + 1).fill('intent')]));

const known = (pod: string, head: ChainHead): KnownHead => ({ ...head, run: runOf(pod), name: `the head of ${pod}` });

async function verified(heads: readonly KnownHead[] = []): Promise<FolderSummary> {
  const { chains, faults } = await verifyFolder(folder, KEYS, heads);
  const relative = (text: string): string => text.replaceAll(`${folder}/`, '').replaceAll(folder, '.');
  return { chains: new Map([...chains].map(([name, chain]) => [relative(name), chain])), faults: faults.map(relative) };
}

async function faults(heads: readonly KnownHead[] = []): Promise<readonly string[]> {
  return (await verified(heads)).faults;
}

describe('The audits of all pods', () => {
  it('are verified together, each chain with its own head', async () => {
    const heads = writePods();
    const { chains, faults: found } = await verified(PODS.map((pod, nth) => known(pod, heads[nth]!)));
    expect(found).toEqual([]);
    expect([...chains].map(([name, { head }]) => [name, head])).toEqual(
      PODS.map((pod, nth) => [`${pod}/audit.log`, heads[nth]]),
    );
  });

  it('may be in one folder, together with the locks of their writers', async () => {
    write('faces-0.jsonl', ['start', 'intent']);
    write('faces-1.jsonl', ['start']);
    for (const suffix of ['lock', 'owner', 'lock-journal']) writeFileSync(join(folder, `faces-0.jsonl.${suffix}`), 'x');
    const { chains, faults: found } = await verified();
    expect({ names: [...chains.keys()].sort(), found }).toEqual({
      names: ['faces-0.jsonl', 'faces-1.jsonl'],
      found: [],
    });
  });

  it('include renamed files, whose order follows from their lines', async () => {
    const [head] = writePods();
    const next = write('faces-0/a', ['head', 'intent'], head);
    write('faces-0/0', ['head'], next);
    expect([...(await verified()).chains.keys()]).toContain('faces-0/audit.log, faces-0/a, faces-0/0');
  });
});

describe('A fault in the audits of several pods', () => {
  it('is reported for a changed line, and the other chains are still verified', async () => {
    writePods();
    truncateSync(join(folder, 'faces-1/audit.log'), 100);
    const { chains, faults: found } = await verified();
    expect([...chains.keys()]).toEqual(['faces-0/audit.log', 'faces-2/audit.log']);
    expect(found).toEqual([expect.stringMatching(/^faces-1\/audit\.log.* line 1 is torn or not an audit line$/)]);
  });

  it('is reported for a duplicate chain', async () => {
    writePods();
    cpSync(join(folder, 'faces-1'), join(folder, 'faces-3'), { recursive: true });
    expect(await faults()).toEqual(['faces-3/audit.log duplicates faces-1/audit.log: both begin with the same line']);
  });

  it('is reported for a folder without a file or with an empty one', async () => {
    writePods();
    mkdirSync(join(folder, 'faces-3'));
    writeFileSync(join(folder, 'faces-4'), '');
    expect(await faults()).toEqual([
      'faces-3 holds no audit file: its chain is missing',
      'faces-4: there are no lines',
    ]);
  });

  it('is reported for a missing rotated file', async () => {
    const [head] = writePods();
    const next = write('faces-0/audit.log.1', ['head'], head);
    write('faces-0/audit.log.2', ['head'], next);
    rmSync(join(folder, 'faces-0/audit.log.1'));
    expect(await faults()).toEqual([
      'faces-0/audit.log.2 line 1 has seq 4 where 1 was expected: lines before it are missing or moved',
    ]);
  });

  it('is reported for a chain that is in the log but not in the folder', async () => {
    const heads = writePods();
    rmSync(join(folder, 'faces-2'), { recursive: true });
    expect(await faults(PODS.map((pod, nth) => known(pod, heads[nth]!)))).toEqual([
      'the head of faces-2, seq 4, is in none of the files: its chain is missing',
    ]);
  });

  it('is reported once per process for lines that are in the log but were cut off', async () => {
    const heads = writePods();
    const later = { ...heads[0]!, seq: 9 };
    expect(await faults([known('faces-0', later), known('faces-0', { ...later, seq: 10 })])).toEqual([
      'the head of faces-0, seq 9, is in none of the files: lines of faces-0/audit.log were cut off',
    ]);
  });

  it('is reported for an empty folder', async () => {
    expect(await faults()).toEqual(['. holds no audit file: its chain is missing']);
  });
});
