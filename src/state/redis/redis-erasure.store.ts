import { Failure } from '../../failures/failure.js';
import {
  type Erasure,
  type ErasureList,
  type ErasureNames,
  type ErasureStore,
  type Names,
  type Person,
  personKey,
  protectedNames,
  storeFull,
} from '../erasure.store.js';
import { StoreAway } from '../idempotency.store.js';
import { ERASURE, ERASURE_KEYS } from './redis-erasures.script.js';
import type { RedisLink } from './redis-link.js';
import { digestOf, listOf, numberOf, type RedisReply, textOf } from './redis-script.js';

const DAY_MS = 86_400_000;

/**
 * Erasures in Redis, for all replicas. Changes also wait for a replica of Redis, if it has any. A record that Redis
 * lost is written again by the next step of its owner.
 */
export class RedisErasureStore implements ErasureStore {
  readonly isShared = true;
  private readonly keptMs: string;

  constructor(
    private readonly link: Pick<RedisLink, 'run' | 'runDurably'>,
    { keptDays }: { readonly keptDays: number },
  ) {
    this.keptMs = String(keptDays * DAY_MS);
  }

  async add(erasure: Erasure): Promise<Erasure> {
    const [outcome, body] = await this.write('add', ...recordOf(erasure));
    if (textOf(outcome) === 'full') throw storeFull();
    return textOf(outcome) === 'open' ? erasureIn(body) : erasure;
  }

  async claim(names: ErasureNames, owner: string, leaseMs: number): Promise<Erasure | undefined> {
    return (await this.write('claim', names.id, listKey(names), owner, String(leaseMs))).map(erasureIn)[0];
  }

  async save(erasure: Erasure, owner: string): Promise<void> {
    const [isOurs] = await this.write('save', owner, ...recordOf(erasure));
    if (numberOf(isOurs) !== 1) throw new Failure('erasure-unavailable');
  }

  async find(names: ErasureNames): Promise<Erasure | undefined> {
    return (await this.read('find', names.id, listKey(names))).map(erasureIn)[0];
  }

  async latestOf(person: Person): Promise<Erasure | undefined> {
    return (await this.read('latest', personKey(person))).map(erasureIn)[0];
  }

  async page({ limit, before = '', ...list }: ErasureList): Promise<Erasure[]> {
    return (await this.read('page', listKey(list), String(limit), before)).map(erasureIn);
  }

  async unclaimed(): Promise<ErasureNames[]> {
    return (await this.read('unclaimed')).map((names) => JSON.parse(textOf(names)) as ErasureNames);
  }

  /** False while Redis is unavailable: erasures then pause, and look for new faces when they resume. */
  async isErasing(names: Names): Promise<boolean> {
    const reply = await this.read('erasing', protectedNames(names).join(' ')).catch(() => []);
    return numberOf(reply[0]) === 1;
  }

  close(): void {
    // The link ends with the fleet.
  }

  private async read(step: string, ...args: readonly string[]): Promise<readonly RedisReply[]> {
    const reply = this.link.run(ERASURE, ERASURE_KEYS, [step, this.keptMs, ...args]);
    return listOf(await reply.catch(unavailable)).slice(1);
  }

  private async write(step: string, ...args: readonly string[]): Promise<readonly RedisReply[]> {
    const reply = this.link.runDurably(ERASURE, ERASURE_KEYS, [step, this.keptMs, ...args]);
    return listOf(await reply.catch(unavailable));
  }
}

/** A command without an answer may have been carried out. */
function unavailable(thrown: unknown): never {
  const wasSent = thrown instanceof StoreAway && thrown.cause !== undefined;
  throw new Failure('erasure-unavailable', { cause: thrown, effect: wasSent ? 'unknown' : 'none' });
}

function recordOf(erasure: Erasure): string[] {
  const { id, namespace, collectionId, createdAtMs, state } = erasure;
  const names = protectedNames(erasure).join(' ');
  const keys = [digestOf(namespace), listKey(erasure), personKey(erasure)];
  return [
    ...[id, ...keys, String(createdAtMs), state, names],
    ...[JSON.stringify({ id, namespace, collectionId }), JSON.stringify(erasure)],
  ];
}

function listKey({ namespace, collectionId }: Pick<Erasure, 'namespace' | 'collectionId'>): string {
  return digestOf(namespace, collectionId);
}

function erasureIn(reply: RedisReply | undefined): Erasure {
  return JSON.parse(textOf(reply)) as Erasure;
}
