import { Agent, request } from 'node:http';
import { CreateCollectionCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import type { Figure } from './figures.js';
import { startEngine, startLooksFirst } from './processes.js';
import type { Running } from './processes.js';
import type { Section } from './quota/section.js';
import { startServiceFor } from './tenants.js';
import { welch } from './welch.js';

/** Below it, the two cannot be distinguished. */
const TARGET = 4.5;
/** Two tenants of one account. */
const TENANTS = [{ collectionPrefix: 'own.' }, { allowedCollections: ['own'] }];
/** Names of equal length. The first two do not exist; the third belongs to another tenant. */
const [MISSING, OTHER_MISSING, FOREIGN] = ['other.a', 'other.b', 'other.c'] as const;

interface Asked {
  readonly name: string;
  readonly server: Running;
  readonly key: string;
  readonly collections: readonly [string, string];
  readonly target?: number;
}

/**
 * Tests whether response times reveal that another tenant's collection exists: Welch's t between requests for it and
 * for one that does not exist, over HTTP on one persistent connection.
 *
 * @param options `rounds` is the number of requests for each of the two.
 */
export async function benchmarkIsolation({ rounds = 0 }: Readonly<Record<string, number>>): Promise<Section[]> {
  const engine = await startEngine({});
  await makeCollection(engine.url, FOREIGN);
  const service = await startServiceFor(TENANTS, engine.url);
  const aws = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  const peer = await startLooksFirst({ ...aws, AWS_ENDPOINT_URL_REKOGNITION: engine.url });
  const told = { server: service, collections: [FOREIGN, MISSING], target: TARGET } as const;
  try {
    return [
      {
        title: "Another tenant's collection and one that does not exist",
        rows: [],
        figures: [
          await figureOf(rounds, { ...told, name: 'requested by a tenant with a prefix', key: 'key-0' }),
          await figureOf(rounds, { ...told, name: 'requested by a tenant with a list', key: 'key-1' }),
          await figureOf(rounds, {
            ...told,
            name: 'baseline: neither exists',
            key: 'key-0',
            collections: [OTHER_MISSING, MISSING],
          }),
        ],
      },
      {
        title: 'The same for a service that checks existence before ownership',
        rows: [],
        figures: [
          await figureOf(rounds, { name: 'requested', server: peer, key: 'key-0', collections: [FOREIGN, MISSING] }),
        ],
      },
    ];
  } finally {
    await Promise.all([service.stop(), peer.stop()]);
    await engine.stop();
  }
}

async function figureOf(rounds: number, { name, server, key, collections, target }: Asked): Promise<Figure> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const asking = (collection: string) => async (): Promise<void> => {
    const status = await get(`${server.url}/collections/${collection}/users/ann/faces`, key, agent);
    if (status !== 404) throw new Error(`the request for ${collection} returned ${status}`);
  };
  const [one, other] = collections;
  const value = await welch({ one: asking(one), other: asking(other), rounds, pieces: 1 });
  agent.destroy();
  return { name, value, unit: '|t|', ...(target !== undefined && { target }) };
}

function get(url: string, key: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent, headers: { 'x-api-key': key } }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
    });
    asked.on('error', reject).end();
  });
}

async function makeCollection(endpoint: string, CollectionId: string): Promise<void> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new RekognitionClient({ endpoint, region: 'eu-west-1', credentials });
  await client.send(new CreateCollectionCommand({ CollectionId }));
  client.destroy();
}
