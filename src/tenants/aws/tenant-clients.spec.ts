import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { describe, expect, it } from '@jest/globals';

import type { StaticKeys, Tenant } from '../../config/tenant.js';
import { TenantClients } from './tenant-clients.js';

const ENDPOINT = 'http://127.0.0.1:9';

function tenant(id: string, region = 'eu-west-1'): Tenant {
  return {
    id,
    awsAccount: '111122223333',
    region,
    weight: 1,
    view: { kind: 'all' },
    s3: [],
    credentials: { kind: 'default' },
    apiKeys: [],
  };
}

function clientsOf(capacityClients: number): TenantClients {
  return new TenantClients({ capacityClients, endpoint: ENDPOINT });
}

/** The first keys of each tenant: a cache hands out the same object as long as they stay. */
const FIRST_KEYS = new Map<string, StaticKeys>();

function keysOf({ id }: Tenant): StaticKeys {
  const keys = FIRST_KEYS.get(id) ?? { accessKeyId: `AKIA-${id}`, secretAccessKey: `secret of ${id}` };
  FIRST_KEYS.set(id, keys);
  return keys;
}

function newKeys(accessKeyId: string): StaticKeys {
  return { accessKeyId, secretAccessKey: 'secret' };
}

/** The client that a tenant's next call would use. */
function clientOf(clients: TenantClients, of: Tenant, keys = keysOf(of)): Promise<RekognitionClient> {
  return clients.use(of, keys, (client) => Promise.resolve(client));
}

/** The SDK's `destroy` takes this member off the client: the one trace of it that can be seen from outside. */
function isEnded(client: RekognitionClient): boolean {
  return !('handlers' in client);
}

/** A call that is under way until it is finished. */
class RunningCall {
  readonly client: Promise<RekognitionClient>;
  private readonly end = Promise.withResolvers<undefined>();
  private readonly work: Promise<undefined>;

  constructor(clients: TenantClients, of: Tenant) {
    const given = Promise.withResolvers<RekognitionClient>();
    this.client = given.promise;
    this.work = clients.use(of, keysOf(of), (client) => {
      given.resolve(client);
      return this.end.promise;
    });
  }

  finish(): Promise<undefined> {
    this.end.resolve(undefined);
    return this.work;
  }

  fail(): Promise<unknown> {
    this.end.reject(new Error('failed'));
    return this.work.catch((error: unknown) => error);
  }
}

const [ACME, BETA, GAMMA] = [tenant('acme'), tenant('beta', 'us-east-1'), tenant('gamma')];

it('The end of a client of the SDK can be seen', () => {
  const client = new RekognitionClient({ region: 'eu-west-1' });
  expect(isEnded(client)).toBe(false);
  client.destroy();
  expect(isEnded(client)).toBe(true);
});

describe('TenantClients', () => {
  it('gives each tenant a client of its own, with its region and its keys', async () => {
    const clients = clientsOf(10);
    const [acme, beta] = [await clientOf(clients, ACME), await clientOf(clients, BETA)];
    expect([await acme.config.region(), await beta.config.region()]).toEqual(['eu-west-1', 'us-east-1']);
    expect((await acme.config.credentials()).accessKeyId).toBe('AKIA-acme');
    expect((await beta.config.credentials()).accessKeyId).toBe('AKIA-beta');
    clients.close();
  });

  it('keeps the client of a tenant from call to call', async () => {
    const clients = clientsOf(10);
    expect(await clientOf(clients, ACME)).toBe(await clientOf(clients, ACME));
    clients.close();
  });

  it('leaves repeating to the call pipeline: the SDK makes one attempt, at the endpoint that was set', async () => {
    const clients = clientsOf(10);
    const { config } = await clientOf(clients, ACME);
    expect(await config.maxAttempts()).toBe(1);
    expect(await config.endpoint?.()).toMatchObject({ hostname: '127.0.0.1', port: 9 });
    clients.close();
  });

  it('hands on what the work gave or threw', async () => {
    const clients = clientsOf(10);
    await expect(clients.use(ACME, keysOf(ACME), () => Promise.resolve('done'))).resolves.toBe('done');
    await expect(clients.use(ACME, keysOf(ACME), () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    clients.close();
  });

  it('makes room for a new client by ending the least recently used one', async () => {
    const clients = clientsOf(2);
    const acme = await clientOf(clients, ACME);
    const beta = await clientOf(clients, BETA);
    await clientOf(clients, ACME);
    const gamma = await clientOf(clients, GAMMA);
    expect([acme, beta, gamma].map(isEnded)).toEqual([false, true, false]);
    expect(await clientOf(clients, ACME)).toBe(acme);
    expect(await clientOf(clients, BETA)).not.toBe(beta);
    clients.close();
  });

  it('keeps no more clients than it has room for', async () => {
    const clients = clientsOf(3);
    const made = [];
    for (let number = 0; number < 20; number += 1) made.push(await clientOf(clients, tenant(`tenant-${number}`)));
    expect(made.filter((client) => !isEnded(client))).toEqual(made.slice(-3));
    clients.close();
  });

  it('ends an evicted client only after its calls in flight', async () => {
    const clients = clientsOf(1);
    const [first, second] = [new RunningCall(clients, ACME), new RunningCall(clients, ACME)];
    const client = await first.client;
    expect(await second.client).toBe(client);

    await clientOf(clients, BETA);
    expect(isEnded(client)).toBe(false);
    await first.finish();
    expect(isEnded(client)).toBe(false);
    await second.fail();
    expect(isEnded(client)).toBe(true);
    clients.close();
  });

  it('gives a tenant whose evicted client is still at work a new one', async () => {
    const clients = clientsOf(1);
    const running = new RunningCall(clients, ACME);
    const evicted = await running.client;
    await clientOf(clients, BETA);
    const renewed = await clientOf(clients, ACME);
    expect(renewed).not.toBe(evicted);
    await running.finish();
    expect([evicted, renewed].map(isEnded)).toEqual([true, false]);
    clients.close();
  });

  it('makes another client for other keys, and ends the former one after its calls in flight', async () => {
    const clients = clientsOf(10);
    const running = new RunningCall(clients, ACME);
    const former = await running.client;
    const keys = newKeys('new');
    const present = await clientOf(clients, ACME, keys);
    expect(present).not.toBe(former);
    expect((await present.config.credentials()).accessKeyId).toBe('new');
    expect(await clientOf(clients, ACME, keys)).toBe(present);
    expect(isEnded(former)).toBe(false);
    await running.finish();
    expect([former, present].map(isEnded)).toEqual([true, false]);
    expect((await former.config.credentials()).accessKeyId).toBe('AKIA-acme');
    clients.close();
  });

  it('hands on to the next client what the former has learned of the time', async () => {
    const clients = clientsOf(10);
    const former = await clientOf(clients, ACME);
    expect(former.config.systemClockOffset).toBe(0);
    former.config.systemClockOffset = 1_200_000;
    const present = await clientOf(clients, ACME, newKeys('new'));
    expect(present.config.systemClockOffset).toBe(1_200_000);
    expect((await clientOf(clients, BETA)).config.systemClockOffset).toBe(0);
    clients.close();
  });

  it('leaves the clients of other tenants alone when one has other keys', async () => {
    const clients = clientsOf(10);
    const [acme, beta] = [await clientOf(clients, ACME), await clientOf(clients, BETA)];
    await clientOf(clients, ACME, newKeys('new'));
    expect([acme, beta].map(isEnded)).toEqual([true, false]);
    expect(await clientOf(clients, BETA)).toBe(beta);
    clients.close();
  });

  it('lets the SDK write into none of the keys that it is given', async () => {
    const clients = clientsOf(10);
    const keys = Object.freeze(newKeys('frozen'));
    const client = await clientOf(clients, ACME, keys);
    await client.config.credentials();
    expect(keys).toEqual({ accessKeyId: 'frozen', secretAccessKey: 'secret' });
    clients.close();
  });

  it('ends every client when it is closed, those at work after their calls', async () => {
    const clients = clientsOf(10);
    const running = new RunningCall(clients, ACME);
    const [acme, beta] = [await running.client, await clientOf(clients, BETA)];
    clients.close();
    expect([acme, beta].map(isEnded)).toEqual([false, true]);
    await running.finish();
    expect(isEnded(acme)).toBe(true);
  });
});
