import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createClient } from '@redis/client';

import { eventually } from '../eventually.js';

/** Whether a Redis server is installed on this machine. */
export const HAS_REDIS = spawnSync('redis-server', ['--version']).status === 0;

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** A real server on a free port of this machine, without persistence. Ends with `stop`. */
export class RedisServer {
  private child: ChildProcess | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), 'facade-redis-'));

  private constructor(
    readonly port: number,
    private readonly options: readonly string[],
  ) {}

  static async start(options: readonly string[] = []): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), options);
    await server.run();
    return server;
  }

  /** Starts it, or starts it again: empty, as it keeps nothing. */
  async run(): Promise<void> {
    const fixed = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder, '--save', ''];
    this.child = spawn('redis-server', [...fixed, ...this.options], { stdio: 'ignore' });
    await eventually(() => this.ask('PING').then(isPong, () => false));
  }

  signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGCONT');
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Sends a command on a connection of its own. */
  async ask(...command: string[]): Promise<unknown> {
    const client = createClient({ RESP: 2, socket: { host: '127.0.0.1', port: this.port, reconnectStrategy: false } });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await client.sendCommand(command);
    } finally {
      client.destroy();
    }
  }
}

function isPong(reply: unknown): boolean {
  return reply === 'PONG';
}

/** A primary with a connected replica. */
export async function startReplicated(): Promise<{ primary: RedisServer; replica: RedisServer }> {
  const primary = await RedisServer.start(['--repl-diskless-sync-delay', '0']);
  const replica = await RedisServer.start(['--replicaof', '127.0.0.1', String(primary.port)]);
  const isOnline = async (): Promise<boolean> =>
    String(await primary.ask('INFO', 'replication')).includes('state=online');
  await eventually(isOnline);
  return { primary, replica };
}

/** A cluster of three primaries. */
export async function startCluster(): Promise<RedisServer[]> {
  const nodes: RedisServer[] = [];
  for (let count = 0; count < 3; count += 1)
    nodes.push(await RedisServer.start(['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000']));
  const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
  const made = spawnSync('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-yes']);
  if (made.status !== 0) throw new Error(String(made.stdout));
  const isUp = async (node: RedisServer): Promise<boolean> =>
    String(await node.ask('CLUSTER', 'INFO')).includes('cluster_state:ok');
  await eventually(async () => (await Promise.all(nodes.map(isUp))).every(Boolean));
  return nodes;
}
