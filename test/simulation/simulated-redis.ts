import type { Clock } from '../../src/resilience/time/clock.js';
import { NotReplicated, type RedisConnect, type RedisConnection } from '../../src/state/redis/redis-connection.js';
import type { RedisArgument, RedisReply, RedisScript } from '../../src/state/redis/redis-script.js';
import type { Random } from '../harness/random.js';
import { emptyKeyspace, type Keyspace, type Twin, type TwinCall } from '../harness/redis/twins.js';
import type { SimulatedProcess } from './simulated-process.js';

/** A command that a client sent, and whether its change survives a fail-over. */
export interface Command {
  readonly script: RedisScript;
  readonly keys: readonly string[];
  readonly args: readonly RedisArgument[];
  readonly isDurable: boolean;
}

/** What the checks of a run need to know of the server. */
export interface RedisObserver {
  readonly executed: (command: Command) => void;
  /** The client received the reply. */
  readonly acknowledged: (command: Command, reply: RedisReply) => void;
  /** The server is about to lose writes. @param isDurableLost whether also those that it acknowledged as durable. */
  readonly losing: (before: Keyspace, after: Keyspace, isDurableLost: boolean) => void;
}

type Answer = (reply: RedisReply | Error) => void;

/** The change of a command on the primary, on its way to the replica. */
interface Change {
  readonly apply: () => void;
  isApplied: boolean;
}

/**
 * A Redis server on the simulation's clock, with the scripts' JavaScript twins, and optionally with a replica of its own
 * that can take over. Commands of one connection stay in order; everything else can overtake.
 */
export class SimulatedRedis {
  space: Keyspace = emptyKeyspace();
  /** Of a one-way trip through the network. */
  extraLatencyMs = 0;
  /** Of the replication. */
  lagMs = 2;
  /** Chance that a command, or its answer, is lost. */
  lossShare = 0;
  isDown = false;
  /** Processes that cannot reach the server. */
  readonly cutOff = new Set<SimulatedProcess>();
  private frozenUntilMs = 0;
  /** Connections of an earlier one are broken. */
  private generation = 0;
  private replica: Keyspace | undefined;
  private changes: Change[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly twins: Readonly<Record<string, Twin>>,
    private readonly observer: RedisObserver,
    readonly isReplicated: boolean,
  ) {
    if (isReplicated) this.replica = emptyKeyspace();
  }

  get hasReplica(): boolean {
    return this.replica !== undefined;
  }

  get nowUs(): number {
    return Date.UTC(2030, 0, 1) * 1_000 + Math.round(this.clock.monotonicMs() * 1_000);
  }

  freeze(durationMs: number): void {
    this.frozenUntilMs = this.clock.monotonicMs() + durationMs;
  }

  breakConnections(): void {
    this.generation += 1;
  }

  /** The server starts again, with nothing or with an older copy. */
  restartWith(space: Keyspace): void {
    this.observer.losing(this.space, space, true);
    this.space = space;
    this.breakConnections();
  }

  /** The replica becomes the primary, without the writes that it does not have yet. It gets a new replica later. */
  failOver(): void {
    const { replica } = this;
    if (replica === undefined) return;
    this.observer.losing(this.space, replica, false);
    this.space = replica;
    this.replica = undefined;
    this.changes = [];
    this.breakConnections();
  }

  addReplica(): void {
    this.replica = structuredClone(this.space);
  }

  connectFrom(process: SimulatedProcess): RedisConnect {
    return () =>
      new Promise((resolve, reject) => {
        this.clock.schedule(2 * this.latencyMs(), () => {
          if (this.cutOff.has(process)) return;
          if (this.isDown) process.deliver(() => reject(new Error('ECONNREFUSED')));
          else process.deliver(() => resolve(this.open(process)));
        });
      });
  }

  private open(process: SimulatedProcess): RedisConnection {
    const { generation } = this;
    const pending = new Set<(error: Error) => void>();
    const state = { isClosed: false };
    /** Sends requests in order. They arrive also if the client closes the connection. */
    const stream = () => {
      let [arrivedAtMs, answeredAtMs] = [0, 0];
      return (handle: (answer: Answer) => void): Promise<RedisReply> =>
        new Promise((resolve, reject) => {
          if (state.isClosed || process.isCrashed) {
            reject(new Error('closed'));
            return;
          }
          pending.add(reject);
          if (this.cutOff.has(process) || this.random.chance(this.lossShare)) return;
          arrivedAtMs = Math.max(arrivedAtMs, this.clock.monotonicMs() + this.latencyMs());
          const answer: Answer = (reply) => {
            if (this.cutOff.has(process) || this.random.chance(this.lossShare)) return;
            answeredAtMs = Math.max(answeredAtMs, this.clock.monotonicMs() + this.latencyMs());
            this.at(answeredAtMs, () =>
              process.deliver(() => {
                pending.delete(reject);
                if (reply instanceof Error) reject(reply);
                else resolve(reply);
              }),
            );
          };
          this.at(arrivedAtMs, () => this.serve(generation, handle, answer));
        });
    };
    const [plain, durable] = [stream(), stream()];
    return {
      run: async (script, keys, args) => {
        const command = { script, keys, args, isDurable: false };
        const reply = await plain((answer) => answer(this.execute(command)));
        this.observer.acknowledged(command, reply);
        return reply;
      },
      runDurably: async (script, keys, args, withinMs) => {
        const command = { script, keys, args, isDurable: true };
        const made: { change?: Change | undefined } = {};
        const [replicas, ...reply] = (await durable((answer) => {
          const executed = this.execute(command);
          made.change = this.changes.at(-1);
          answer(executed);
        })) as readonly RedisReply[];
        if (replicas !== 0) {
          const confirmed = await durable((answer) => this.confirm(made.change, withinMs, answer));
          if (confirmed === 0) throw new NotReplicated();
        }
        this.observer.acknowledged(command, reply);
        return reply;
      },
      close: () => {
        state.isClosed = true;
        for (const reject of pending) reject(new Error('closed'));
      },
    };
  }

  private serve(generation: number, handle: (answer: Answer) => void, answer: Answer): void {
    const now = (): void => {
      if (this.isDown || generation !== this.generation) answer(new Error('ECONNRESET'));
      else handle(answer);
    };
    if (this.frozenUntilMs > this.clock.monotonicMs()) this.at(this.frozenUntilMs, now);
    else now();
  }

  private execute(command: Command): RedisReply {
    const { script, keys, args } = command;
    const twin = this.twins[script.name]!;
    const call: Omit<TwinCall, 'space'> = { keys, args, nowUs: this.nowUs };
    const reply = twin({ ...call, space: this.space });
    const { replica } = this;
    if (replica !== undefined) {
      const change = { isApplied: false, apply: (): void => void twin({ ...call, space: replica }) };
      this.changes.push(change);
      this.clock.schedule(this.lagMs, () => this.replicate(replica, change));
    }
    this.observer.executed(command);
    return script.name === 'record' ? [this.hasReplica ? 1 : 0, ...(reply as RedisReply[]).slice(1)] : reply;
  }

  /** Also applies all earlier changes. */
  private replicate(replica: Keyspace, upTo: Change): void {
    if (replica !== this.replica) return;
    while (!upTo.isApplied) {
      const next = this.changes.shift()!;
      next.apply();
      next.isApplied = true;
    }
  }

  private confirm(change: Change | undefined, withinMs: number, answer: Answer): void {
    if (change === undefined || change.isApplied) answer(1);
    else this.clock.schedule(Math.min(withinMs, this.lagMs), () => answer(change.isApplied ? 1 : 0));
  }

  private latencyMs(): number {
    return 0.2 + this.random.share() ** 4 * 4 + this.extraLatencyMs * this.random.share();
  }

  private at(atMs: number, task: () => void): void {
    this.clock.schedule(Math.max(0, atMs - this.clock.monotonicMs()), task);
  }
}
