import { RekognitionClient } from '@aws-sdk/client-rekognition';
import type { RekognitionClientConfig } from '@aws-sdk/client-rekognition';
import { createHash, randomUUID } from 'node:crypto';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine, startPlainNest, startService } from '../processes.js';
import { ACCOUNT, CREDENTIALS, fill, REGION } from './people.js';
import type { Disassociation } from './people.js';
import { disassociateByHttp, disassociateBySdk } from './disassociate.js';
import type { Disassociate } from './disassociate.js';
import { Upstream } from './upstream.js';

/** Names of the contenders. */
export const CONTENDERS = ['service', 'SDK, standard', 'SDK, adaptive', 'plain Nest'] as const;
/** The service, with an Idempotency-Key in every request. */
export const WITH_KEYS = 'service, with keys';
export type ContenderName = (typeof CONTENDERS)[number] | typeof WITH_KEYS;

/** One way to call Rekognition, with its own engine and so its own account. */
export interface Contender {
  readonly name: ContenderName;
  /** URL of its process, if it has one. */
  readonly url: string;
  readonly upstream: Upstream;
  readonly disassociate: Disassociate;
  stop(): Promise<void>;
}

/** Data and quotas of a scenario. */
export interface Setting {
  readonly users: number;
  readonly facesEach: number;
  /** Quota of Rekognition, in calls per second. */
  readonly quota: number;
  readonly latencyMs: number;
  /** Quota configured in the service. Default: that of Rekognition. */
  readonly toldQuota?: number;
  /** Timeout of the callers (`Prefer: wait`). Default: the service's. */
  readonly waitSeconds?: number;
  readonly contenders: readonly ContenderName[];
}

type Work<Result> = (contenders: readonly Contender[], disassociations: readonly Disassociation[]) => Promise<Result>;

/** Fills one data file, starts an engine on a copy of it for each contender, and stops all of them at the end. */
export async function withContenders<Result>(setting: Setting, work: Work<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const contenders: Contender[] = [];
  try {
    const filled = join(folder, 'filled.db');
    const filling = await startEngine({ dataFile: filled, settleMs: 0 });
    const disassociations = await fill(filling.url, setting.users, setting.facesEach).finally(() => filling.stop());
    for (const [index, name] of setting.contenders.entries()) {
      const dataFile = join(folder, `${index}.db`);
      await copyFile(filled, dataFile);
      contenders.push(await startContender(name, setting, dataFile, folder));
    }
    return await work(contenders, disassociations);
  } finally {
    for (const contender of contenders) await contender.stop();
    await rm(folder, { recursive: true });
  }
}

async function startContender(
  name: ContenderName,
  setting: Setting,
  dataFile: string,
  folder: string,
): Promise<Contender> {
  const { quota, latencyMs } = setting;
  const engine = await startEngine({ dataFile, quotas: { DisassociateFaces: quota }, latencyMs, control: true });
  try {
    const way = await STARTERS[name](engine.url, setting, folder);
    const stop = async (): Promise<void> => {
      await way.stop();
      await engine.stop();
    };
    return { name, upstream: new Upstream(engine.url), url: '', ...way, stop };
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

type Way = Pick<Contender, 'disassociate' | 'stop'> & Partial<Pick<Contender, 'url'>>;
type Starter = (engineUrl: string, setting: Setting, folder: string) => Promise<Way>;

const STARTERS: Readonly<Record<ContenderName, Starter>> = {
  service: serviceWay,
  [WITH_KEYS]: (engineUrl, setting, folder) =>
    serviceWay(engineUrl, setting, folder, () => ({ 'Idempotency-Key': randomUUID() })),
  'SDK, standard': (endpoint) => Promise.resolve(sdkWay({ endpoint })),
  'SDK, adaptive': (endpoint) => Promise.resolve(sdkWay({ endpoint, retryMode: 'adaptive' })),
  'plain Nest': plainNestWay,
};

const TENANTS = ['noisy', 'quiet'] as const;

async function serviceWay(
  engineUrl: string,
  setting: Setting,
  folder: string,
  moreHeaders: () => Record<string, string> = () => ({}),
): Promise<Way> {
  const tenantsFile = join(folder, 'tenants.json');
  await writeFile(tenantsFile, tenantsOf(setting.toldQuota ?? setting.quota));
  const service = await startService({
    REKOGNITION: engineUrl,
    TENANTS_FILE: tenantsFile,
    BENCH_ACCESS_KEY: CREDENTIALS.accessKeyId,
    BENCH_SECRET_KEY: CREDENTIALS.secretAccessKey,
  });
  const prefer: Record<string, string> =
    setting.waitSeconds === undefined ? {} : { Prefer: `wait=${setting.waitSeconds}` };
  const { disassociate, end } = disassociateByHttp(service.url, ({ tenant = 'noisy' }) => ({
    'X-API-Key': keyOf(tenant),
    ...prefer,
    ...moreHeaders(),
  }));
  return { url: service.url, disassociate, stop: () => ended(end, service.stop) };
}

async function plainNestWay(engineUrl: string): Promise<Way> {
  const peer = await startPlainNest({
    AWS_ENDPOINT_URL_REKOGNITION: engineUrl,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  });
  const { disassociate, end } = disassociateByHttp(peer.url, () => ({}));
  return { url: peer.url, disassociate, stop: () => ended(end, peer.stop) };
}

/** Each tenant is a separate program with its own client. */
function sdkWay(settings: RekognitionClientConfig): Way {
  const clients = TENANTS.map(() => new RekognitionClient({ region: REGION, credentials: CREDENTIALS, ...settings }));
  const [noisy, quiet] = clients.map(disassociateBySdk);
  const disassociate: Disassociate = (call) => (call.tenant === 'quiet' ? quiet! : noisy!)(call);
  const end = (): void => {
    for (const client of clients) client.destroy();
  };
  return { disassociate, stop: () => ended(end, () => Promise.resolve()) };
}

async function ended(end: () => void, stop: () => Promise<void>): Promise<void> {
  end();
  await stop();
}

export function keyOf(tenant: string): string {
  return `bench-key-of-${tenant}`;
}

export function tenantsOf(quota: number): string {
  const credentials = { static: { accessKeyIdEnv: 'BENCH_ACCESS_KEY', secretAccessKeyEnv: 'BENCH_SECRET_KEY' } };
  const tenants = TENANTS.map((id) => {
    const sha256 = createHash('sha256').update(keyOf(id)).digest('hex');
    const apiKeys = [{ id, sha256, scopes: ['write'] }];
    return { id, awsAccount: ACCOUNT, region: REGION, sharedWith: 'bench', credentials, apiKeys };
  });
  return JSON.stringify({ accounts: { [ACCOUNT]: { quotas: { DisassociateFaces: quota } } }, tenants });
}
