import type * as NodeRedis from '@redis/client';

import type { RedisSettings } from '../../config/redis-settings.js';
import { listOf, type RedisArgument, type RedisReply, type RunScript } from './redis-script.js';

/** A connection, which is closed after its first failure and never reused. */
export interface RedisConnection {
  readonly run: RunScript;
  /**
   * Like `run`, for changes that must survive a fail-over: if the server has replicas, also waits until one has the
   * change.
   *
   * @throws NotReplicated if none has it after `withinMs`.
   */
  readonly runDurably: (...call: [...Parameters<RunScript>, withinMs: number]) => Promise<RedisReply>;
  close(): void;
}

/** Opens a connection; must be bounded by the caller. */
export type RedisConnect = (signal: AbortSignal) => Promise<RedisConnection>;

/** No replica confirmed a change in time. */
export class NotReplicated extends Error {
  override readonly name = 'NotReplicated';
}

interface Client {
  connect(): Promise<unknown>;
  send(key: string, args: readonly RedisArgument[]): Promise<RedisReply>;
  destroy(): void;
}

const CONNECT_TIMEOUT_MS = 300;

/** Connects with node-redis, which is loaded only if there is a Redis. Reconnecting is left to RedisLink, which opens a new connection after any failure. */
export function connectTo(settings: RedisSettings): RedisConnect {
  return async (signal) => {
    const library = await import('@redis/client');
    // WAIT blocks its connection, so durable changes use a separate one.
    const clients = [clientOf(library, settings), clientOf(library, settings)] as const;
    const close = (): void => clients.forEach((client) => client.destroy());
    signal.addEventListener('abort', close, { once: true });
    await Promise.all(clients.map((client) => client.connect()));
    signal.removeEventListener('abort', close);
    return new ClientConnection(...clients);
  };
}

class ClientConnection implements RedisConnection {
  constructor(
    private readonly client: Client,
    private readonly durableClient: Client,
  ) {}

  readonly run: RunScript = (...call) => evaluate(this.client, ...call);

  readonly runDurably: RedisConnection['runDurably'] = async (script, keys, args, withinMs) => {
    const [replicas, ...reply] = listOf(await evaluate(this.durableClient, script, keys, args));
    if (Number(replicas) === 0) return reply;
    const confirmed = await this.durableClient.send(keys[0] ?? '', ['WAIT', '1', String(withinMs)]);
    if (Number(confirmed) === 0) throw new NotReplicated();
    return reply;
  };

  close(): void {
    this.client.destroy();
    this.durableClient.destroy();
  }
}

async function evaluate(client: Client, ...[{ lua, sha1 }, keys, args]: Parameters<RunScript>): Promise<RedisReply> {
  const [key = ''] = keys;
  const rest = [String(keys.length), ...keys, ...args];
  try {
    return await client.send(key, ['EVALSHA', sha1, ...rest]);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return client.send(key, ['EVAL', lua, ...rest]);
  }
}

function clientOf(
  { createClient, createCluster, RESP_TYPES }: typeof NodeRedis,
  { addresses, tls, database, username, readPassword }: RedisSettings,
): Client {
  const password = readPassword();
  const credentials = { ...(username !== undefined && { username }), ...(password !== undefined && { password }) };
  const connection = { connectTimeout: CONNECT_TIMEOUT_MS, reconnectStrategy: false as const };
  const options = { ...credentials, RESP: 2 as const, disableOfflineQueue: true, disableClientInfo: true };
  const typeMapping = { [RESP_TYPES.BLOB_STRING]: Buffer };
  const [first] = addresses;
  if (addresses.length === 1) {
    const socket = tls ? { ...connection, ...first, tls } : { ...connection, ...first };
    const client = createClient({ ...options, database, socket });
    client.on('error', IGNORED);
    return {
      connect: () => client.connect(),
      send: (_key, args) => client.sendCommand<RedisReply>(args, { typeMapping }),
      destroy: () => destroyQuietly(client),
    };
  }
  const socket = tls ? { ...connection, tls } : connection;
  const cluster = createCluster({
    rootNodes: addresses.map((address) => ({ ...options, socket: { ...socket, ...address } })),
    defaults: { ...options, socket },
    minimizeConnections: true,
    RESP: 2,
  });
  cluster.on('error', IGNORED);
  return {
    connect: () => cluster.connect(),
    send: (key, args) => cluster.sendCommand<RedisReply>(key, false, [...args], { typeMapping }),
    destroy: () => destroyQuietly(cluster),
  };
}

/** Errors also reject the pending commands. */
const IGNORED = (): void => undefined;

function destroyQuietly(client: { destroy(): void }): void {
  try {
    client.destroy();
  } catch {
    // It was closed already.
  }
}
