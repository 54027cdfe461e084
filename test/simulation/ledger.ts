import type { RedisReply } from '../../src/state/redis/redis-script.js';
import { recordKeys } from '../../src/state/redis/redis-records.script.js';
import type { Keyspace } from '../harness/redis/twins.js';
import type { Command, RedisObserver } from './simulated-redis.js';
import { placeOf } from './simulated-replica.js';

/** Notes that a property does not hold. */
export type Report = (violation: string) => void;

/** What Redis executed, acknowledged and lost, by the name of the record in Redis. */
export class Ledger implements RedisObserver {
  /** Whether acknowledged records were lost. */
  hasLost = false;
  private readonly sent = new Set<string>();
  private readonly answers = new Map<string, string>();
  /** Records that Redis lost: its guarantees do not apply to them. */
  private readonly lost = new Set<string>();

  constructor(
    private readonly report: Report,
    private readonly onLoss: (before: Keyspace, after: Keyspace) => void,
  ) {}

  /** Whether the record of the key was ever marked as sent. */
  wasSent(key: string): boolean {
    return this.sent.has(nameOf(key));
  }

  /** The answer that Redis acknowledged to the owner of the key. */
  answerOf(key: string): string | undefined {
    return this.answers.get(nameOf(key));
  }

  wasLost(key: string): boolean {
    return this.lost.has(nameOf(key));
  }

  executed({ script, keys, args }: Command): void {
    if (script.name !== 'record') return;
    const [step, , state] = args.map(String);
    const isSent = step === 'sent' || (step === 'restore' && state !== 'none');
    if (isSent) this.sent.add(keys[0]!);
  }

  acknowledged({ script, keys: [record = ''], args, isDurable }: Command, reply: RedisReply): void {
    if (script.name !== 'record' || !isDurable || (reply as readonly RedisReply[])[0] !== 1) return;
    const [step, , state] = args.map(String);
    if (step !== 'complete' && !(step === 'restore' && state === 'done')) return;
    const answer = String(args.at(-1));
    const earlier = this.answers.get(record);
    if (earlier !== undefined && earlier !== answer && !this.lost.has(record))
      this.report(`an acknowledged answer was overwritten: ${earlier} by ${answer}`);
    this.answers.set(record, answer);
  }

  losing(before: Keyspace, after: Keyspace, isDurableLost: boolean): void {
    this.onLoss(before, after);
    this.hasLost = true;
    if (!isDurableLost) return;
    for (const [name, fields] of before.hashes) {
      const isKept = after.hashes.get(name)?.get('s') === fields.get('s');
      if (!isKept && ['sent', 'done'].includes(fields.get('s') ?? '')) this.lost.add(name);
    }
  }
}

function nameOf(key: string): string {
  const { tenant } = placeOf(key);
  return recordKeys(tenant, key)[0]!;
}
