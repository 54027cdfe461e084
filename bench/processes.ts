import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { EngineOptions } from '../src/engine/index.js';
import type { MemoryGroup } from './memory.js';

/** A process started for a benchmark. Its starter must stop it; it also ends with the benchmark. */
export interface Running {
  readonly url: string;
  readonly child: ChildProcess;
  readonly stop: () => Promise<void>;
}

type Environment = Readonly<Record<string, string>>;

/** Memory limit of a process. The kernel enforces it if a cgroup could be created; otherwise it is only configured. */
export interface MemoryLimit {
  readonly bytes: number;
  readonly group: MemoryGroup | undefined;
}

export function startEngine(options: Omit<EngineOptions, 'nowMs'>): Promise<Running> {
  return start('engine-process.js', JSON.stringify(options), {});
}

/** Starts the service with additional settings, on a free port and without logs. */
export function startService(settings: Environment, memory?: MemoryLimit): Promise<Running> {
  const told = memory !== undefined && memory.group === undefined ? String(memory.bytes) : '';
  const environment = { HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'error', ...settings };
  return start('service-process.js', told, environment, memory?.group);
}

/** Starts `peers/plain-nest.ts`. */
export function startPlainNest(settings: Environment, group?: MemoryGroup): Promise<Running> {
  return start('peers/plain-nest.js', '', settings, group);
}

/** Starts a contender of `peers/`. */
export type PeerName = 'nest-express' | 'fastify-sdk' | 'node-floor';

export function startPeer(name: PeerName, settings: Environment): Promise<Running> {
  return start(`peers/${name}.js`, '', settings);
}

export function startConstantUpstream(settings: Environment = {}): Promise<Running> {
  return start('constant-upstream.js', '', settings);
}

/** Starts `peers/looks-first.ts`. */
export function startLooksFirst(settings: Environment): Promise<Running> {
  return start('peers/looks-first.js', '', settings);
}

async function start(script: string, argument: string, settings: Environment, group?: MemoryGroup): Promise<Running> {
  const { PATH = '' } = process.env;
  // Logs are formatted and written as in production, but their output is discarded.
  const stdio = ['ignore', 'ignore', 'inherit', 'ipc'] as const;
  const options = { env: { PATH, ...settings }, stdio: [...stdio], ...(group !== undefined && inGroup(group)) };
  const child = fork(join(import.meta.dirname, script), [argument], options);
  const ended = once(child, 'exit').then(() => undefined);
  const message = await Promise.race([once(child, 'message'), ended]);
  if (message === undefined) throw new Error(`${script} ended before it listened`);
  const [{ url }] = message as [{ url: string }];
  const stop = async (): Promise<void> => {
    if (child.connected) child.disconnect();
    await ended;
  };
  return { url, child, stop };
}

/** A process reads its limit when it starts, so it must join the cgroup before. */
function inGroup({ folder }: MemoryGroup): { execPath: string; execArgv: string[] } {
  return {
    execPath: '/bin/sh',
    execArgv: ['-c', `echo $$ > '${folder}/cgroup.procs' && exec '${process.execPath}' "$0" "$@"`],
  };
}
