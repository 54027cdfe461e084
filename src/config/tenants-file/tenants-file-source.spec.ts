import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';

import { type Look, TenantsFileSource } from './tenants-file-source.js';

const CANARY = 'canary-5f1c';
const ROLE = 'arn:aws:iam::111122223333:role/faces';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenants-file-source-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Changes {
  [member: string]: unknown;
}

function tenant(id: string, changes: Changes = {}): Changes {
  return {
    id,
    awsAccount: '111122223333',
    region: 'eu-west-1',
    collectionPrefix: `${id}.`,
    credentials: { static: { accessKeyIdEnv: 'ID', secretAccessKeyEnv: 'SECRET' } },
    apiKeys: [],
    ...changes,
  };
}

const file = (...tenants: Changes[]): string => stringify({ tenants });

const at = (name: string): string => join(folder, name);
const write = (text: string, name = 'tenants.yaml'): void => writeFileSync(at(name), text);

/** As an editor or a deployment does it: the path leads to the old version or to the new one, never to a part. */
function replace(text: string, name = 'tenants.yaml'): void {
  write(text, 'next');
  renameSync(at('next'), at(name));
}

function source(name = 'tenants.yaml'): TenantsFileSource {
  return new TenantsFileSource(at(name), { ID: 'AKIA', SECRET: CANARY }, []);
}

const idsIn = (look: Look): string[] | string =>
  look.outcome === 'accepted' ? look.file.tenants.map(({ id }) => id) : look.outcome;

/** What a sequence of looks found, after a first look that has to be good. */
class Watching {
  readonly source: TenantsFileSource;
  readonly first: Look;

  constructor(name?: string) {
    this.source = source(name);
    this.first = this.source.read();
    expect(this.first.outcome).toBe('accepted');
  }

  async ids(): Promise<string[] | string> {
    return idsIn(await this.source.look());
  }
}

describe('TenantsFileSource', () => {
  it('reports no change while nothing changes, however often it checks', async () => {
    write(file(tenant('acme')));
    const watching = new Watching();
    for (let look = 0; look < 4; look += 1) expect(await watching.ids()).toBe('unchanged');
  });

  it('finds a file that was overwritten or replaced', async () => {
    write(file(tenant('acme')));
    const watching = new Watching();
    write(file(tenant('acme'), tenant('beta')));
    expect(await watching.ids()).toEqual(['acme', 'beta']);
    replace(file(tenant('beta')));
    expect(await watching.ids()).toEqual(['beta']);
    expect(await watching.ids()).toBe('unchanged');
  });

  it('finds a version that Kubernetes puts in place behind symbolic links', async () => {
    const version = (name: string, text: string): void => {
      mkdirSync(at(name));
      write(text, `${name}/tenants.yaml`);
    };
    version('..2026_01', file(tenant('acme')));
    version('..2026_02', file(tenant('beta')));
    symlinkSync('..2026_01', at('..data'));
    symlinkSync('..data/tenants.yaml', at('tenants.yaml'));
    const watching = new Watching();
    expect(await watching.ids()).toBe('unchanged');
    symlinkSync('..2026_02', at('..data_tmp'));
    renameSync(at('..data_tmp'), at('..data'));
    expect(await watching.ids()).toEqual(['beta']);
    rmSync(at('..2026_01'), { recursive: true });
    expect(await watching.ids()).toBe('unchanged');
  });

  it('finds a change that leaves size and modification time unchanged', async () => {
    write(file(tenant('acme')));
    const { atime, mtime } = statSync(at('tenants.yaml'));
    const watching = new Watching();
    expect(await watching.ids()).toBe('unchanged');
    write(file(tenant('beta')));
    utimesSync(at('tenants.yaml'), atime, mtime);
    expect(await watching.ids()).toEqual(['beta']);
  });

  it('ignores a version with the same text', async () => {
    const text = file(tenant('acme'));
    write(text);
    const watching = new Watching();
    replace(text);
    expect(await watching.ids()).toBe('unchanged');
    expect(await watching.ids()).toBe('unchanged');
  });

  it('reports the faults of an invalid version once, without values, and then accepts the next valid one', async () => {
    write(file(tenant('acme')));
    const watching = new Watching();
    replace(file(tenant('acme', { region: CANARY, weight: 0 })));
    const look = await watching.source.look();
    expect(look).toEqual({
      outcome: 'refused',
      faults: [
        'TENANTS_FILE: tenants.0.region: must be an AWS region such as eu-west-1',
        'TENANTS_FILE: tenants.0.weight: must be a number from 0.01 to 1000',
      ],
    });
    expect(await watching.ids()).toBe('unchanged');
    replace(`[${CANARY}`);
    expect(await watching.source.look()).toEqual({
      outcome: 'refused',
      faults: ['TENANTS_FILE is not a YAML or JSON object of at most 16 MiB'],
    });
    expect(await watching.ids()).toBe('unchanged');
    replace(file(tenant('beta')));
    expect(await watching.ids()).toEqual(['beta']);
  });

  it('treats a missing file as an invalid version, and accepts it when it is back', async () => {
    const text = file(tenant('acme'));
    write(text);
    const watching = new Watching();
    unlinkSync(at('tenants.yaml'));
    expect(await watching.source.look()).toEqual({ outcome: 'refused', faults: ['TENANTS_FILE cannot be read'] });
    expect(await watching.ids()).toBe('unchanged');
    write(text);
    expect(await watching.ids()).toEqual(['acme']);
  });

  it('closes only the tenant whose secrets are missing, until they exist', async () => {
    write(file(tenant('acme')));
    const watching = new Watching();
    const keys = { accessKeyIdFile: at('id'), secretAccessKeyFile: at('secret') };
    replace(file(tenant('acme'), tenant('beta', { credentials: { static: keys } })));
    const absent = (name: string): string =>
      `TENANTS_FILE: tenants.1.credentials.static.${name}: names a variable or file that is empty or missing`;
    const kinds = (look: Look): unknown =>
      look.outcome === 'accepted'
        ? [look.file.tenants.map(({ credentials }) => credentials.kind), look.file.closed]
        : look.outcome;
    expect(kinds(await watching.source.look())).toEqual([
      ['static', 'missing'],
      [absent('accessKeyIdFile'), absent('secretAccessKeyFile')],
    ]);
    expect(await watching.ids()).toBe('unchanged');
    write('AKIABETA', 'id');
    expect(kinds(await watching.source.look())).toEqual([['static', 'missing'], [absent('secretAccessKeyFile')]]);
    write(CANARY, 'secret');
    expect(kinds(await watching.source.look())).toEqual([['static', 'static'], []]);
    expect(await watching.ids()).toBe('unchanged');
  });

  it('accepts later changes while the secrets of a tenant are missing', async () => {
    write(file(tenant('acme'), tenant('beta')));
    const watching = new Watching();
    const closed = tenant('gamma', { credentials: { assumeRole: { roleArn: ROLE, externalIdFile: at('external') } } });
    replace(file(tenant('acme'), tenant('beta'), closed));
    expect(await watching.ids()).toEqual(['acme', 'beta', 'gamma']);
    replace(file(tenant('acme'), closed));
    expect(await watching.ids()).toEqual(['acme', 'gamma']);
    write('gamma-4711', 'external');
    const look = await watching.source.look();
    expect(look.outcome === 'accepted' && look.file.tenants[1]?.credentials).toMatchObject({
      externalId: 'gamma-4711',
    });
  });

  it('rejects a version without a usable tenant, and accepts it as soon as it has one', async () => {
    write(file(tenant('acme')));
    const watching = new Watching();
    const keys = { accessKeyIdFile: at('id'), secretAccessKeyEnv: 'SECRET' };
    replace(file(tenant('beta', { credentials: { static: keys } })));
    expect(await watching.ids()).toBe('refused');
    expect(await watching.ids()).toBe('unchanged');
    write('AKIABETA', 'id');
    expect(await watching.ids()).toEqual(['beta']);
  });

  it('reuses the objects of tenants and issuers while their settings are the same, in any order', async () => {
    const issuer = {
      issuer: 'https://login.example',
      audience: 'faces',
      jwksUri: 'https://login.example/jwks',
      algorithms: ['ES256'],
      tenantClaim: 'org',
      scopesClaim: 'scope',
    };
    const entry = tenant('acme', { sharedWith: 'emea' });
    write(stringify({ tenants: [entry, tenant('beta')], issuers: [issuer] }));
    const { source: watched, first } = new Watching();
    const reversed = Object.fromEntries(Object.entries(entry).reverse());
    replace(
      stringify({
        issuers: [{ ...issuer, issuer: 'https://other.example' }, issuer],
        tenants: [tenant('gamma'), tenant('beta', { weight: 2 }), reversed],
      }),
    );
    const second = await watched.look();
    if (first.outcome !== 'accepted' || second.outcome !== 'accepted') throw new Error('it was refused');
    const [acme, beta] = first.file.tenants;
    const [, otherBeta, sameAcme] = second.file.tenants;
    expect(sameAcme).toBe(acme);
    expect(otherBeta).not.toBe(beta);
    expect(otherBeta).toMatchObject({ id: 'beta', weight: 2 });
    expect(second.file.issuers[1]).toBe(first.file.issuers[0]);
  });

  it('reuses the objects of tenants across a rejected version', async () => {
    const text = file(tenant('acme'));
    write(text);
    const { source: watched, first } = new Watching();
    replace(file(tenant('acme', { weight: 0 })));
    expect((await watched.look()).outcome).toBe('refused');
    replace(text);
    const back = await watched.look();
    if (first.outcome !== 'accepted' || back.outcome !== 'accepted') throw new Error('it was refused');
    expect(back.file.tenants[0]).toBe(first.file.tenants[0]);
  });

  it('does not read the credentials of a tenant again while its settings are the same', async () => {
    write('AKIA', 'id');
    write(CANARY, 'secret');
    const keys = { accessKeyIdFile: at('id'), secretAccessKeyFile: at('secret') };
    const acme = tenant('acme', { credentials: { static: keys } });
    write(file(acme));
    const watching = new Watching();
    unlinkSync(at('secret'));
    replace(file(acme, tenant('beta')));
    expect(await watching.ids()).toEqual(['acme', 'beta']);
  });

  it('reads a large version without blocking the event loop', async () => {
    write(file(tenant('acme')));
    const watching = new Watching();
    replace(stringify({ tenants: Array.from({ length: 1_000 }, (_, index) => tenant(`t${index}`)) }));
    let turns = 0;
    const state = { done: false };
    const looked = watching.ids().finally(() => (state.done = true));
    while (!state.done) {
      await new Promise((resolve) => setImmediate(resolve));
      turns += 1;
    }
    expect(await looked).toHaveLength(1_000);
    // Read in one go, it would not let a single turn of the loop through.
    expect(turns).toBeGreaterThan(20);
  });
});

describe('TenantsFileSource with a directory', () => {
  beforeEach(() => mkdirSync(at('tenants.d')));
  const put = (name: string, text: string): void => replace(text, `tenants.d/${name}`);
  const watch = (): Watching => new Watching('tenants.d');

  it('has the tenants of all its files, and follows files that are added and removed', async () => {
    put('a.yaml', file(tenant('acme')));
    put('b.json', JSON.stringify({ tenants: [tenant('beta')] }));
    put('notes.txt', CANARY);
    put('.hidden.yaml', CANARY);
    const watching = watch();
    expect(idsIn(watching.first)).toEqual(['acme', 'beta']);
    expect(await watching.ids()).toBe('unchanged');
    expect(await watching.ids()).toBe('unchanged');
    put('c.yml', file(tenant('gamma')));
    expect(await watching.ids()).toEqual(['acme', 'beta', 'gamma']);
    unlinkSync(at('tenants.d/a.yaml'));
    expect(await watching.ids()).toEqual(['beta', 'gamma']);
    expect(await watching.ids()).toBe('unchanged');
  });

  it('keeps the last valid version of a file with faults, and accepts changes of the others', async () => {
    put('a.yaml', file(tenant('acme')));
    put('b.yaml', file(tenant('beta')));
    const watching = watch();
    const fault = 'TENANTS_FILE: a.yaml:tenants.0.weight: must be a number from 0.01 to 1000';
    put('a.yaml', file(tenant('acme', { weight: 0 })));
    put('b.yaml', file(tenant('beta'), tenant('gamma')));
    expect(await watching.source.look()).toMatchObject({
      outcome: 'accepted',
      file: { tenants: [{ id: 'acme', weight: 1 }, { id: 'beta' }, { id: 'gamma' }] },
      faults: [fault],
    });
    expect(await watching.ids()).toBe('unchanged');
    put('b.yaml', file(tenant('gamma')));
    expect(await watching.ids()).toEqual(['acme', 'gamma']);
    put('b.yaml', `[${CANARY}`);
    expect(await watching.source.look()).toEqual({
      outcome: 'refused',
      faults: [fault, 'TENANTS_FILE: b.yaml: is not a YAML or JSON object of at most 16 MiB'],
    });
    put('a.yaml', file(tenant('acme', { weight: 2 })));
    expect(await watching.ids()).toEqual(['acme', 'gamma']);
    expect(watching.source.reported.faults).toHaveLength(1);
  });

  it('checks overlaps across all files, and rejects the file that changed', async () => {
    put('a.yaml', file(tenant('acme')));
    put('b.yaml', file(tenant('beta')));
    const watching = watch();
    put('b.yaml', file(tenant('beta', { collectionPrefix: 'acme.eu.' })));
    expect(await watching.source.look()).toEqual({
      outcome: 'refused',
      faults: [
        'TENANTS_FILE: b.yaml:tenants.0: sees collections of a.yaml:tenants.0; if that is intended, give both the same sharedWith',
      ],
    });
    put('b.yaml', file(tenant('acme', { collectionPrefix: 'other.' })));
    expect(await watching.source.look()).toEqual({
      outcome: 'refused',
      faults: ['TENANTS_FILE: b.yaml:tenants.0.id: must not be the same as a.yaml:tenants.0.id'],
    });
  });

  it('moves a tenant from one file to another in one step', async () => {
    put('a.yaml', file(tenant('acme'), tenant('beta')));
    put('b.yaml', file(tenant('gamma')));
    const watching = watch();
    put('a.yaml', file(tenant('acme')));
    put('b.yaml', file(tenant('beta'), tenant('gamma')));
    expect(await watching.ids()).toEqual(['acme', 'beta', 'gamma']);
    expect(watching.source.reported.faults).toEqual([]);
  });

  it('starts without the invalid files, if at least one is valid', () => {
    put('a.yaml', file(tenant('acme')));
    put('b.yaml', file(tenant('acme', { collectionPrefix: 'other.' })));
    put('c.yaml', file(tenant('gamma')));
    const { first } = watch();
    expect(idsIn(first)).toEqual(['acme', 'gamma']);
    expect(first).toMatchObject({
      faults: ['TENANTS_FILE: b.yaml:tenants.0.id: must not be the same as a.yaml:tenants.0.id'],
    });
  });

  it('rejects the settings of one account in two files', async () => {
    const accounts = { '111122223333': { quotas: 'off' } };
    put('a.yaml', stringify({ accounts, tenants: [tenant('acme')] }));
    const watching = watch();
    put('b.yaml', stringify({ accounts, tenants: [tenant('beta')] }));
    expect(await watching.source.look()).toEqual({
      outcome: 'refused',
      faults: ['TENANTS_FILE: b.yaml:accounts.111122223333: must be in one file only'],
    });
  });

  it('is rejected with more than 100 files, instead of ignoring some', async () => {
    for (let index = 0; index < 100; index += 1) put(`t${index}.yaml`, file(tenant(`t${index}`)));
    const watching = watch();
    expect(idsIn(watching.first)).toHaveLength(100);
    put('one-more.yaml', file(tenant('one-more')));
    expect(await watching.source.look()).toEqual({ outcome: 'refused', faults: ['TENANTS_FILE cannot be read'] });
    unlinkSync(at('tenants.d/one-more.yaml'));
    expect(await watching.ids()).toHaveLength(100);
  });

  it('is rejected at start if no file is valid, and without files', () => {
    expect(source('tenants.d').read()).toEqual({ outcome: 'refused', faults: ['TENANTS_FILE cannot be read'] });
    put('a.yaml', file(tenant('acme', { weight: 0 })));
    expect(source('tenants.d').read()).toMatchObject({
      outcome: 'refused',
      faults: [expect.stringContaining('weight')],
    });
  });
});
