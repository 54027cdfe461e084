import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { EngineOptions } from '../src/engine/index.js';
import type { MemoryGroup } from './memory.js';

/** A process that was started for a benchmark. Whoever starts one stops it; it also ends when the benchmark does. */
export interface Running {
  readonly url: string;
  readonly child: ChildProcess;
  readonly stop: () => Promise<void>;
}

type Environment = Readonly<Record<string, string>>;

/** How much memory a process may have: held by the kernel where a group could be made, and else only told. */
export interface MemoryLimit {
  readonly bytes: number;
  readonly group: MemoryGroup | undefined;
}

export function startEngine(options: Omit<EngineOptions, 'nowMs'>): Promise<Running> {
  return start('engine-process.js', JSON.stringify(options), {});
}

/** The service with settings of its own beside those that make it listen on a free port and be quiet. */
export function startService(settings: Environment, memory?: MemoryLimit): Promise<Running> {
  const told = memory !== undefined && memory.group === undefined ? String(memory.bytes) : '';
  const environment = { HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'error', ...settings };
  return start('service-process.js', told, environment, memory?.group);
}

/** The controller that people write first, see there. */
export function startPlainNest(settings: Environment, group?: MemoryGroup): Promise<Running> {
  return start('peers/plain-nest.js', '', settings, group);
}

/** A page of `peers/`, see there. */
export type PeerName = 'nest-express' | 'fastify-sdk' | 'node-floor';

export function startPeer(name: PeerName, settings: Environment): Promise<Running> {
  return start(`peers/${name}.js`, '', settings);
}

export function startConstantUpstream(settings: Environment = {}): Promise<Running> {
  return start('constant-upstream.js', '', settings);
}

/** The service that looks whether a collection is there before it looks whose it is. */
export function startLooksFirst(settings: Environment): Promise<Running> {
  return start('peers/looks-first.js', '', settings);
}

async function start(script: string, argument: string, settings: Environment, group?: MemoryGroup): Promise<Running> {
  const { PATH = '' } = process.env;
  // Logs are formatted and written, but not read, as in production.
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

/** A process learns its limit when it starts, so it has to be in the group before. */
function inGroup({ folder }: MemoryGroup): { execPath: string; execArgv: string[] } {
  return {
    execPath: '/bin/sh',
    execArgv: ['-c', `echo $$ > '${folder}/cgroup.procs' && exec '${process.execPath}' "$0" "$@"`],
  };
}
