import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { newReceiptKey } from '../../src/config/erasure-settings.js';
import type { ErasureResponse } from '../../src/people/erasures.dto.js';
import { accountsOf, tenant } from './app.js';
import { TestEngine } from './engine.js';
import { eventually } from './eventually.js';
import { People } from './people.js';
import { ServiceProcess } from './service-process.js';

const ACME = tenant('acme');
const TENANTS = `
tenants:
  - id: acme
    awsAccount: "111122223333"
    region: eu-west-1
    credentials: { static: { accessKeyIdEnv: ACME_ID, secretAccessKeyEnv: ACME_SECRET } }
    apiKeys: [{ id: console, sha256: "${createHash('sha256').update('acme-key').digest('hex')}", scopes: [read, write] }]
`;

/** A process of the service, as a caller sees it. */
export interface ErasingService {
  readonly process: ServiceProcess;
  readonly url: string;
  readonly ask: (method: 'GET' | 'POST', path: string) => Promise<ErasureResponse & Record<string, unknown>>;
}

/** Processes of the service with one tenant, and the engine that they call. */
export class ErasingServices {
  private readonly started: ServiceProcess[] = [];
  private users = 0;

  private constructor(
    readonly folder: string,
    readonly engine: TestEngine,
    readonly people: People,
    readonly settings: Record<string, string>,
  ) {}

  /** @param own settings that say where erasures are stored; `{folder}` is a folder that the tests have to themselves. */
  static async prepared(own: Record<string, string>): Promise<ErasingServices> {
    const folder = await mkdtemp(join(tmpdir(), 'facade-'));
    await writeFile(join(folder, 'tenants.yaml'), TENANTS);
    await writeFile(join(folder, 'secrets'), `${'s'.repeat(32)}\n`);
    await writeFile(join(folder, 'keys'), JSON.stringify({ keys: [newReceiptKey()] }));
    const engine = await TestEngine.start({ accounts: accountsOf([ACME]) });
    const people = new People(engine.url, ACME);
    await people.collection('staff');
    const settings = {
      PORT: '0',
      HOST: '127.0.0.1',
      REKOGNITION: engine.url,
      QUOTAS: 'off',
      DRAIN_DELAY_MS: '0',
      TENANTS_FILE: join(folder, 'tenants.yaml'),
      SECRETS_FILE: join(folder, 'secrets'),
      RECEIPT_KEYS_FILE: join(folder, 'keys'),
      ACME_ID: 'AKIAacme',
      ACME_SECRET: 'secret of acme',
      ...Object.fromEntries(Object.entries(own).map(([name, value]) => [name, value.replace('{folder}', folder)])),
    };
    return new ErasingServices(folder, engine, people, settings);
  }

  async start(): Promise<ErasingService> {
    const process = ServiceProcess.start('main.js', this.settings);
    this.started.push(process);
    const url = `http://127.0.0.1:${await process.says(/"port":(\d+)/)}`;
    const ask: ErasingService['ask'] = async (method, path) => {
      const headers = { 'x-api-key': 'acme-key', ...(method === 'POST' && { 'content-type': 'application/json' }) };
      const response = await fetch(`${url}${path}`, { method, headers, ...(method === 'POST' && { body: '{}' }) });
      return (await response.json()) as ErasureResponse & Record<string, unknown>;
    };
    return { process, url, ask };
  }

  /** A new user with faces, and the path of its erasures. */
  async user(faces: number): Promise<{ user: string; ids: string[]; path: string }> {
    this.users += 1;
    const user = `person-${this.users}`;
    const ids = await this.people.user('staff', user, faces);
    await this.engine.forgetCalls();
    return { user, ids, path: `/collections/staff/users/${user}/erasures` };
  }

  /** Waits until the collection's latest erasure is done, and returns which of the faces are left. */
  async leftWhenDone({ ask }: ErasingService, ids: readonly string[]): Promise<string[]> {
    const { items } = (await ask('GET', '/collections/staff/erasures')) as unknown as { items: ErasureResponse[] };
    const { erasureId = '' } = items[0] ?? {};
    await eventually(async () => (await ask('GET', `/collections/staff/erasures/${erasureId}`)).state === 'done');
    const left = await this.people.allFaces('staff');
    return ids.filter((id) => left.includes(id));
  }

  /** Ends all processes. */
  async kill(): Promise<void> {
    this.engine.release();
    for (const process of this.started.splice(0)) await process.ends('SIGKILL');
    await this.engine.heal();
  }

  async close(): Promise<void> {
    this.people.close();
    await this.engine.close();
    await rm(this.folder, { recursive: true });
  }
}
