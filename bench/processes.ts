import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { EngineOptions } from '../src/engine/index.js';

/** A process that was started for a benchmark. Whoever starts one stops it; it also ends when the benchmark does. */
export interface Running {
  readonly url: string;
  readonly child: ChildProcess;
  readonly stop: () => Promise<void>;
}

type Environment = Readonly<Record<string, string>>;

export function startEngine(options: Omit<EngineOptions, 'nowMs'>): Promise<Running> {
  return start('engine-process.js', JSON.stringify(options), {});
}

/** The service with settings of its own beside those that make it listen on a free port and be quiet. */
export function startService(settings: Environment): Promise<Running> {
  return start('service-process.js', '', { HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'error', ...settings });
}

/** The controller that people write first, see there. */
export function startPlainNest(settings: Environment): Promise<Running> {
  return start('peers/plain-nest.js', '', settings);
}

async function start(script: string, argument: string, settings: Environment): Promise<Running> {
  const { PATH = '' } = process.env;
  const child = fork(join(import.meta.dirname, script), [argument], { env: { PATH, ...settings } });
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
