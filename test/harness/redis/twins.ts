import { setImmediate } from 'node:timers/promises';

import type { Clock } from '../../../src/resilience/time/clock.js';
import type { RedisConnect, RedisConnection } from '../../../src/state/redis/redis-connection.js';
import type { RedisArgument, RedisReply, RedisScript } from '../../../src/state/redis/redis-script.js';
import { attempt } from './twins/attempt.js';
import { beat } from './twins/beat.js';
import { erasure } from './twins/erasure.js';
import { lease } from './twins/lease.js';
import { record } from './twins/record.js';
import { takeTurns, throttled } from './twins/turns.js';

/** Sorted sets as score by member; everything in one process. */
export interface Keyspace {
  readonly hashes: Map<string, Map<string, string>>;
  readonly sorted: Map<string, Map<string, number>>;
  readonly lists: Map<string, number[]>;
  /** Strings that expire. */
  readonly values: Map<string, { readonly text: string; readonly untilUs: number }>;
}

export function emptyKeyspace(): Keyspace {
  return { hashes: new Map(), sorted: new Map(), lists: new Map(), values: new Map() };
}

/** A call of a script, as the server sees it. */
export interface TwinCall {
  readonly space: Keyspace;
  readonly keys: readonly string[];
  readonly args: readonly RedisArgument[];
  /** In microseconds. */
  readonly nowUs: number;
}

/** What a script does, in JavaScript. The suites of Redis hold each equal to its script on a real server. */
export type Twin = (call: TwinCall) => RedisReply;

export const TWINS: Readonly<Record<string, Twin>> = {
  attempt,
  beat,
  erasure,
  lease,
  record,
  'take-turns': takeTurns,
  throttled,
};

export function hashOf({ hashes }: Keyspace, key: string): Map<string, string> {
  const found = hashes.get(key) ?? new Map<string, string>();
  hashes.set(key, found);
  return found;
}

export function sortedOf({ sorted }: Keyspace, key: string): Map<string, number> {
  const found = sorted.get(key) ?? new Map<string, number>();
  sorted.set(key, found);
  return found;
}

export function valueOf({ values }: Keyspace, key: string, nowUs: number): string | undefined {
  const found = values.get(key);
  return found === undefined || found.untilUs <= nowUs ? undefined : found.text;
}

export function write({ values }: Keyspace, key: string, text: string, untilUs: number): void {
  values.set(key, { text, untilUs });
}

/** Members by score, then by name, as Redis orders them. */
export function inOrder(set: Map<string, number>): [string, number][] {
  return [...set].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1));
}

export function removeUpTo(set: Map<string, number>, score: number): void {
  for (const [member, at] of [...set]) if (at <= score) set.delete(member);
}

/** A Redis in this process, on a fake clock. */
export class TwinRedis {
  space: Keyspace = emptyKeyspace();
  commands = 0;
  isAway = false;
  private readonly startUs = Date.UTC(2030, 0, 1) * 1_000;

  constructor(
    private readonly clock: Clock,
    private readonly twins: Readonly<Record<string, Twin>> = TWINS,
  ) {}

  readonly connect: RedisConnect = () => {
    if (this.isAway) return Promise.reject(new Error('ECONNREFUSED'));
    const connection: RedisConnection = {
      run: async (script, keys, args) => {
        await setImmediate();
        return this.call(script, keys, args);
      },
      runDurably: async (script, keys, args) => {
        await setImmediate();
        return (this.call(script, keys, args) as RedisReply[]).slice(1);
      },
      close: () => undefined,
    };
    return Promise.resolve(connection);
  };

  call({ name }: RedisScript, keys: readonly string[], args: readonly RedisArgument[]): RedisReply {
    if (this.isAway) throw new Error('ECONNRESET');
    this.commands += 1;
    const nowUs = this.startUs + Math.round(this.clock.monotonicMs() * 1_000);
    return this.twins[name]!({ space: this.space, keys, args, nowUs });
  }

  /** Loses everything. */
  flush(): void {
    this.space = emptyKeyspace();
  }
}
