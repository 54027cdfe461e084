import { randomUUID } from 'node:crypto';

import type { Clock } from '../../resilience/time/clock.js';
import { TimeUp } from '../../resilience/time/call-limits.js';
import { StoreAway } from '../idempotency.store.js';
import type { RedisConnect, RedisConnection } from './redis-connection.js';
import {
  defineScript,
  keyOf,
  listOf,
  numberOf,
  type RedisReply,
  type RedisScript,
  type RunScript,
  textOf,
} from './redis-script.js';

/** A command that takes longer counts as failed. */
const MAX_COMMAND_MS = 50;
const MAX_CONNECT_MS = 300;
const BEAT_MS = 1_000;
/** Interval of heartbeats while Redis is unavailable. */
const PROBE_MS = 500;
/** A replica without a heartbeat for this long is not counted. */
const REPLICA_LIFE_MS = 5_000;
const MAX_RESTORE_MS = 1_500;

/**
 * Runs scripts after Redis has reconnected, while ordinary commands are still rejected.
 *
 * @param isSame whether Redis was only slow: the connection is the same, so no acknowledged write was lost.
 */
export type Restorer = (run: RunScript, isSame: boolean) => Promise<void>;

export interface LinkEvents {
  /** Redis answers again, or for the first time. */
  readonly up: (replicas: number) => void;
  readonly away: (reason: string) => void;
  /** Redis lost acknowledged writes: it came back empty, or with an older state. */
  readonly forgot: (what: 'empty' | 'older') => void;
  readonly command: (script: string, outcome: 'ok' | 'failed') => void;
}

/** Dependencies of the link. */
export interface LinkDependencies {
  readonly clock: Clock;
  readonly connect: RedisConnect;
  readonly events: LinkEvents;
  readonly replicaId?: string;
  /** For tests on busy machines. */
  readonly commandMs?: number;
}

/**
 * Counts the live replicas, and numbers the heartbeats: a store whose number is lower than one that it acknowledged has
 * lost writes.
 */
export const BEAT = defineScript(
  'beat',
  `local replicas, epoch = KEYS[1], KEYS[2]
redis.call('ZREMRANGEBYSCORE', replicas, '-inf', NOW - tonumber(ARGV[2]) * 1000)
if ARGV[4] == 'leave' then
  redis.call('ZREM', replicas, ARGV[1])
else
  redis.call('ZADD', replicas, string.format('%.0f', NOW), ARGV[1])
end
redis.call('PEXPIRE', replicas, 60000)
redis.call('HSETNX', epoch, 'id', ARGV[3])
local beats = redis.call('HINCRBY', epoch, 'beats', 1)
redis.call('PEXPIRE', epoch, 2592000000)
return { redis.call('ZCARD', replicas), redis.call('HGET', epoch, 'id'), beats }`,
);

/**
 * The connection to Redis, up or away (unavailable). It is away from the first failed or late command until a heartbeat
 * succeeds; meanwhile every command is rejected immediately, so a frozen Redis delays only one request. After a
 * failure, the heartbeat uses a new connection, which reaches the current primary after a fail-over.
 */
export class RedisLink {
  readonly replicaId: string;
  private connection: RedisConnection | undefined;
  private up = false;
  private stopped = false;
  private cancelTimer: () => void = () => undefined;
  private readonly listeners: (() => void)[] = [];
  private readonly restorers: Restorer[] = [];
  /** The connection of the last heartbeat. While it stays the same, no acknowledged write is lost. */
  private usedConnection: RedisConnection | undefined;
  private replicaCount: number | undefined;
  /** Until then, the number of replicas only grows. */
  private recountedAtMs = 0;
  private epoch: { readonly id: string; readonly beats: number } | undefined;
  private readonly commandMs: number;

  constructor(private readonly dependencies: LinkDependencies) {
    this.replicaId = dependencies.replicaId ?? randomUUID();
    this.commandMs = dependencies.commandMs ?? MAX_COMMAND_MS;
  }

  get isUp(): boolean {
    return this.up;
  }

  /** Live replicas when Redis last answered; undefined if it never did. */
  get replicas(): number | undefined {
    return this.replicaCount;
  }

  /** Calls the listener whenever Redis becomes available or unavailable. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Calls the restorer whenever Redis returns, before other commands are accepted. */
  onReturn(restorer: Restorer): void {
    this.restorers.push(restorer);
  }

  /** Resolves after the first attempt to connect, successful or not. */
  start(): Promise<void> {
    return this.beat();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.cancelTimer();
    const { connection } = this;
    this.connection = undefined;
    this.up = false;
    if (connection === undefined) return;
    await this.bounded(this.commandMs, this.sendBeat(connection, 'leave')).catch(() => undefined);
    connection.close();
  }

  /** @throws StoreAway */
  readonly run: RunScript = (...call) => this.command(call[0], (connection) => connection.run(...call));

  /** See RedisConnection.runDurably. @throws StoreAway */
  readonly runDurably: RunScript = (...call) => {
    const withinMs = Math.ceil(this.commandMs / 2);
    return this.command(call[0], (connection) => connection.runDurably(...call, withinMs));
  };

  private async command(
    { name }: RedisScript,
    send: (connection: RedisConnection) => Promise<RedisReply>,
  ): Promise<RedisReply> {
    const { connection } = this;
    if (!this.up || connection === undefined) throw new StoreAway();
    try {
      const reply = await this.bounded(this.commandMs, send(connection));
      this.dependencies.events.command(name, 'ok');
      return reply;
    } catch (error) {
      this.dependencies.events.command(name, 'failed');
      // A replica that lags says nothing about the server itself.
      if ((error as Error).name !== 'NotReplicated') this.doubt(connection, error);
      throw new StoreAway('', { cause: error });
    }
  }

  private async beat(): Promise<void> {
    let connection = this.connection;
    try {
      connection ??= await this.open();
      if (this.stopped) {
        connection.close();
        return;
      }
      this.read(await this.bounded(this.commandMs, this.sendBeat(connection, 'stay')));
      if (!this.up) await this.bringUp(connection);
      this.schedule(BEAT_MS);
    } catch (error) {
      if (this.up && connection !== undefined) this.doubt(connection, error);
      else this.lose(connection, reasonOf(error));
    }
  }

  private async open(): Promise<RedisConnection> {
    const controller = new AbortController();
    try {
      this.connection = await this.bounded(
        Math.max(MAX_CONNECT_MS, this.commandMs),
        this.dependencies.connect(controller.signal),
      );
      return this.connection;
    } catch (error) {
      controller.abort();
      throw error;
    }
  }

  private async bringUp(connection: RedisConnection): Promise<void> {
    const run: RunScript = (script, keys, args) => this.bounded(this.commandMs, connection.run(script, keys, args));
    const isSame = this.usedConnection === connection;
    await this.bounded(MAX_RESTORE_MS, Promise.all(this.restorers.map((restore) => restore(run, isSame))));
    if (this.stopped || this.up || this.connection !== connection) return;
    this.usedConnection = connection;
    this.up = true;
    this.dependencies.events.up(this.replicaCount ?? 1);
    this.tell();
  }

  private sendBeat(connection: RedisConnection, intent: 'stay' | 'leave'): Promise<RedisReply> {
    const args = [this.replicaId, String(REPLICA_LIFE_MS), randomUUID(), intent];
    return connection.run(BEAT, [keyOf('fleet', 'replicas'), keyOf('fleet', 'epoch')], args);
  }

  private read(reply: RedisReply): void {
    const [replicas, id, beats] = listOf(reply);
    const epoch = { id: textOf(id), beats: numberOf(beats) };
    if (this.epoch !== undefined && this.epoch.id !== epoch.id) this.dependencies.events.forgot('empty');
    else if (this.epoch !== undefined && epoch.beats <= this.epoch.beats) this.dependencies.events.forgot('older');
    this.epoch = epoch;
    // A store that was away knows again which replicas are alive when the life of a heartbeat has passed.
    const nowMs = this.dependencies.clock.monotonicMs();
    if (!this.up) this.recountedAtMs = nowMs + REPLICA_LIFE_MS;
    const least = nowMs < this.recountedAtMs ? this.replicaCount : undefined;
    this.replicaCount = Math.max(least ?? 1, numberOf(replicas));
  }

  /**
   * Stops using a connection. If a command was only late, a heartbeat on the same connection shows immediately whether
   * that was more than a moment.
   */
  private doubt(connection: RedisConnection, error: unknown): void {
    if (!(error instanceof TimeUp)) this.lose(connection, reasonOf(error));
    else if (connection === this.connection && this.up) {
      this.setAway('timeout');
      void this.beat();
    }
  }

  private setAway(reason: string): void {
    this.up = false;
    this.dependencies.events.away(reason);
    this.tell();
  }

  /** Closes a connection that failed. No effect for an earlier connection. */
  private lose(connection: RedisConnection | undefined, reason: string): void {
    connection?.close();
    if (connection !== this.connection) return;
    this.connection = undefined;
    if (this.up) this.setAway(reason);
    this.schedule(PROBE_MS);
  }

  private schedule(delayMs: number): void {
    this.cancelTimer();
    if (!this.stopped) this.cancelTimer = this.dependencies.clock.schedule(delayMs, () => void this.beat());
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  /**
   * Rejects with TimeUp after the limit. The second timer lets a reply that arrived while the event loop was busy win
   * over the first.
   */
  private bounded<T>(limitMs: number, work: Promise<T>): Promise<T> {
    const { clock } = this.dependencies;
    return new Promise((resolve, reject) => {
      let cancel = clock.schedule(limitMs, () => {
        cancel = clock.schedule(0, () => reject(new TimeUp()));
      });
      work.finally(() => cancel()).then(resolve, reject);
    });
  }
}

/** Without addresses or credentials: the error code or the first word of the server's error. */
function reasonOf(error: unknown): string {
  if (error instanceof TimeUp) return 'timeout';
  const { code, name, message } = error as NodeJS.ErrnoException;
  return code ?? /^[A-Z]{3,}\b/.exec(message)?.[0] ?? name;
}
