import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Disassociation } from '../quota/people.js';

/** An installed program that listens on a free port of 127.0.0.1. */
export interface Program {
  readonly port: number;
  /** Kills it. */
  readonly kill: () => Promise<void>;
}

/** Selects the replica of each call. */
export interface Balancer {
  readonly urlFor: (call: Disassociation) => string;
  readonly kill: () => Promise<void>;
}

const MAX_START_MS = 10_000;

/** @throws Error if redis-server is not installed. */
export async function startRedis(folder: string): Promise<Program> {
  const port = await freePort();
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  return run('redis-server', options, {}, port);
}

/** HAProxy as configured in the documentation or, if it is not installed, a selection in the load generator. */
export async function balance(urls: readonly string[], byPath: boolean, folder: string): Promise<Balancer> {
  const [only] = urls;
  if (urls.length === 1) return { urlFor: () => String(only), kill: () => Promise.resolve() };
  try {
    const { port, kill } = await startHaproxy(urls, byPath, folder);
    return { urlFor: () => `http://127.0.0.1:${port}`, kill };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    let calls = 0;
    const urlFor = ({ userId }: Disassociation): string => {
      calls += 1;
      const number = byPath ? Number(userId.replace(/\D/g, '')) : calls;
      return String(urls[number % urls.length]);
    };
    return { urlFor, kill: () => Promise.resolve() };
  }
}

async function startHaproxy(urls: readonly string[], byPath: boolean, folder: string): Promise<Program> {
  const port = await freePort();
  const file = join(folder, 'haproxy.cfg');
  const config = readFileSync('docs/compose/haproxy.cfg', 'utf8');
  writeFileSync(file, byPath ? config : config.replace(/balance uri .*\n.*hash-type.*/, 'balance roundrobin'));
  const env: Record<string, string> = { FRONT: `127.0.0.1:${port}`, PATH_DEPTH: '4', BASE_PATH: '' };
  for (const [index, url] of urls.entries()) env[`REPLICA_${index + 1}`] = new URL(url).host;
  return run('haproxy', ['-db', '-f', file], env, port);
}

async function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  port: number,
): Promise<Program> {
  const { PATH = '' } = process.env;
  const child = spawn(command, args, { env: { PATH, ...env }, stdio: ['ignore', 'ignore', 'ignore'] });
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  await once(child, 'spawn');
  const kill = async (): Promise<void> => {
    process.off('exit', end);
    if (child.exitCode !== null || child.signalCode !== null) return;
    end();
    await once(child, 'exit');
  };
  await listening(child, port);
  return { port, kill };
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  const startedMs = performance.now();
  while (performance.now() - startedMs < MAX_START_MS) {
    if (child.exitCode !== null) break;
    if (await accepts(port)) return;
    await pause(20);
  }
  throw new Error(`${child.spawnfile} does not listen`);
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  const isOpen = new Promise<boolean>((resolve) => {
    socket.once('error', () => resolve(false)).once('connect', () => resolve(true));
  });
  return isOpen.finally(() => socket.destroy());
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
