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
  it('finds nothing new while nothing changes, however often it looks', async () => {
    write(file(tenant('acme')));
    const watching = new Watching();
    for (let look = 0; look < 4; look += 1) expect(await watching.ids()).toBe('unchanged');
  });

  it('finds a file that was written over, and one that was put in its place', async () => {
    write(file(tenant('acme')));
    const watching = new Watching();
    write(file(tenant('acme'), tenant('beta')));
    expect(await watching.ids()).toEqual(['acme', 'beta']);
    replace(file(tenant('beta')));
    expect(await watching.ids()).toEqual(['beta']);
    expect(await watching.ids()).toBe('unchanged');
  });

  it('finds a version that Kubernetes swaps in behind symbolic links', async () => {
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

  it('finds a change that leaves size and time of change as they were', async () => {
    write(file(tenant('acme')));
    const { atime, mtime } = statSync(at('tenants.yaml'));
    const watching = new Watching();
    expect(await watching.ids()).toBe('unchanged');
    write(file(tenant('beta')));
    utimesSync(at('tenants.yaml'), atime, mtime);
    expect(await watching.ids()).toEqual(['beta']);
  });

  it('takes no notice of a version with the same text', async () => {
    const text = file(tenant('acme'));
    write(text);
    const watching = new Watching();
    replace(text);
    expect(await watching.ids()).toBe('unchanged');
    expect(await watching.ids()).toBe('unchanged');
  });

  it('tells the faults of a bad version once, without values, and then takes the next good one', async () => {
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

  it('counts a file that is gone as a bad version, and takes it again when it is back', async () => {
    const text = file(tenant('acme'));
    write(text);
    const watching = new Watching();
    unlinkSync(at('tenants.yaml'));
    expect(await watching.source.look()).toEqual({ outcome: 'refused', faults: ['TENANTS_FILE cannot be read'] });
    expect(await watching.ids()).toBe('unchanged');
    write(text);
    expect(await watching.ids()).toEqual(['acme']);
  });

  it('takes a version as soon as what its credentials name is there', async () => {
    write(file(tenant('acme')));
    const watching = new Watching();
    const keys = { accessKeyIdFile: at('id'), secretAccessKeyFile: at('secret') };
    replace(file(tenant('acme'), tenant('beta', { credentials: { static: keys } })));
    const absent = (name: string): string =>
      `TENANTS_FILE: tenants.1.credentials.static.${name}: names a variable or file that is empty or missing`;
    expect(await watching.source.look()).toEqual({
      outcome: 'refused',
      faults: [absent('accessKeyIdFile'), absent('secretAccessKeyFile')],
    });
    expect(await watching.ids()).toBe('unchanged');
    write('AKIABETA', 'id');
    expect(await watching.source.look()).toEqual({ outcome: 'refused', faults: [absent('secretAccessKeyFile')] });
    write(CANARY, 'secret');
    expect(await watching.ids()).toEqual(['acme', 'beta']);
    expect(await watching.ids()).toBe('unchanged');
  });

  it('keeps tenants and issuers the same objects while their settings are the same, in whatever order', async () => {
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

  it('keeps tenants the same objects across a version that was refused', async () => {
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

  it('does not look at a tenant again whose settings are the same: its keys are its own affair', async () => {
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

  it('reads a large version while everything else goes on', async () => {
    write(file(tenant('acme')));
    const watching = new Watching();
    replace(JSON.stringify({ tenants: Array.from({ length: 1_000 }, (_, index) => tenant(`t${index}`)) }));
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
