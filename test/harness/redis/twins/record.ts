import type { RedisReply } from '../../../../src/state/redis/redis-script.js';
import { KEPT_MS, MAX_RECORDS_PER_TENANT } from '../../../../src/state/idempotency.store.js';
import { MAX_ANSWER_BYTES } from '../../../../src/state/redis/redis-records.script.js';
import { hashOf, type Keyspace, removeUpTo, sortedOf, type Twin } from '../twins.js';

/** One call of the script, with its key, indexes and time. */
class RecordStep {
  private readonly name: string;
  private readonly prefix: string;
  private r: Record<string, string> = {};

  constructor(
    private readonly space: Keyspace,
    private readonly keys: readonly string[],
    private readonly owner: string,
    private readonly nowMs: number,
  ) {
    const [, prefix = '', name = ''] = /^(.*r:)([\w-]+)$/.exec(keys[0]!)!;
    this.name = name;
    this.prefix = prefix;
  }

  private get answers(): Map<string, number> {
    return sortedOf(this.space, this.keys[1]!);
  }

  private get open(): Map<string, number> {
    return sortedOf(this.space, this.keys[2]!);
  }

  reserve(fingerprint: string, leaseMs: string): RedisReply[] {
    const heldUntil = this.nowMs + Number(leaseMs);
    if (!this.load()) {
      if (!this.hasRoom()) return [Buffer.from('full')];
      this.save({ s: 'reserved', o: this.owner, f: fingerprint, h: heldUntil, e: heldUntil, m: 1, u: 0 });
      return [Buffer.from('fresh')];
    }
    const print = Buffer.from(this.r['f']!);
    if (this.r['s'] === 'done') return [Buffer.from('done'), print, Buffer.from(this.r['a']!, 'latin1')];
    if (this.r['s'] === 'sent' && !this.isHeld && this.r['m'] === '1' && this.r['f'] === fingerprint) {
      this.save({ o: this.owner, h: heldUntil, e: heldUntil + KEPT_MS, u: 1 });
      return [Buffer.from('again')];
    }
    return [Buffer.from(this.isHeld ? 'running' : 'unknown'), print];
  }

  sent(mayRepeat: string): RedisReply[] {
    if (!this.isOwned || !this.isHeld) return [0];
    this.markSent(mayRepeat);
    return [1];
  }

  complete(answer: string): RedisReply[] {
    if (!this.isOwned) return [0];
    this.finish(answer);
    return [1];
  }

  release(effect: string): RedisReply[] {
    if (!this.isOwned) return [0];
    this.letGo(effect);
    return [1];
  }

  restore(state: string, fingerprint: string, mayRepeat: string, leaseMs: string, answer: string): RedisReply[] {
    if (!this.load()) {
      if (state === 'none' || !this.hasRoom()) return [0];
      const heldUntil = this.nowMs + Number(leaseMs);
      const made = {
        s: 'sent',
        o: this.owner,
        f: fingerprint,
        h: heldUntil,
        e: heldUntil + KEPT_MS,
        m: mayRepeat,
        u: 0,
      };
      this.save(made);
    } else if (this.r['o'] !== this.owner || this.r['s'] === 'done') return [0];
    else if (this.r['s'] === 'reserved' && state !== 'none') this.markSent(mayRepeat);
    if (state === 'done') this.finish(answer);
    if (state === 'none' || state === 'unknown') this.letGo(state);
    return [1];
  }

  forget(): RedisReply[] {
    for (const index of [this.answers, this.open]) {
      for (const member of index.keys()) this.space.hashes.delete(this.prefix + member.split(':')[0]!);
      index.clear();
    }
    this.space.hashes.delete(this.keys[3]!);
    return [1];
  }

  private load(): boolean {
    this.r = Object.fromEntries(hashOf(this.space, this.keys[0]!));
    if (this.r['e'] !== undefined && Number(this.r['e']) <= this.nowMs) this.remove();
    return this.r['o'] !== undefined;
  }

  private get isOwned(): boolean {
    return this.load() && this.r['o'] === this.owner && this.r['s'] !== 'done';
  }

  private get isHeld(): boolean {
    return Number(this.r['h']) > this.nowMs;
  }

  private finish(answer: string): void {
    this.save({ s: 'done', a: answer, h: this.nowMs, e: this.nowMs + KEPT_MS });
  }

  private letGo(effect: string): void {
    if (this.r['u'] === '1' || (this.r['s'] === 'sent' && effect === 'unknown'))
      this.save({ u: 1, h: this.nowMs, e: this.nowMs + KEPT_MS });
    else this.remove();
  }

  private markSent(mayRepeat: string): void {
    this.save({ s: 'sent', e: Number(this.r['h']) + KEPT_MS, m: this.r['m'] === '1' && mayRepeat === '1' ? 1 : 0 });
  }

  private remove(): void {
    const answer = this.r['a'];
    if (answer !== undefined && this.answers.delete(`${this.name}:${answer.length}`)) this.addBytes(-answer.length);
    this.open.delete(this.name);
    this.space.hashes.delete(this.keys[0]!);
    this.r = {};
  }

  private save(changes: Record<string, string | number>): void {
    const stored = hashOf(this.space, this.keys[0]!);
    for (const [field, value] of Object.entries(changes)) {
      this.r[field] = String(value);
      stored.set(field, String(value));
    }
    if (this.r['s'] !== 'done') {
      this.open.set(this.name, Number(this.r['e']));
      return;
    }
    this.open.delete(this.name);
    const totals = hashOf(this.space, this.keys[3]!);
    const completed = Number(totals.get('completed') ?? 0) + 1;
    totals.set('completed', String(completed));
    this.answers.set(`${this.name}:${this.r['a']!.length}`, completed);
    this.addBytes(this.r['a']!.length);
    while (this.bytes > MAX_ANSWER_BYTES && this.forgetOldestAnswer());
  }

  private get bytes(): number {
    return Number(hashOf(this.space, this.keys[3]!).get('bytes') ?? 0);
  }

  private addBytes(change: number): void {
    hashOf(this.space, this.keys[3]!).set('bytes', String(this.bytes + change));
  }

  private hasRoom(): boolean {
    removeUpTo(this.open, this.nowMs);
    for (let oldest = this.oldestAnswer; oldest !== undefined; oldest = this.oldestAnswer) {
      const expiry = this.space.hashes.get(this.prefix + oldest.split(':')[0]!)?.get('e');
      if (expiry !== undefined && Number(expiry) > this.nowMs) break;
      this.forgetOldestAnswer();
    }
    if (this.answers.size + this.open.size < MAX_RECORDS_PER_TENANT) return true;
    return this.forgetOldestAnswer();
  }

  /** Answers are added in the order of their scores. */
  private get oldestAnswer(): string | undefined {
    return this.answers.keys().next().value;
  }

  private forgetOldestAnswer(): boolean {
    const member = this.oldestAnswer;
    if (member === undefined) return false;
    const [name = '', bytes] = member.split(':');
    this.answers.delete(member);
    this.addBytes(-Number(bytes));
    this.space.hashes.delete(this.prefix + name);
    return true;
  }
}

export const record: Twin = ({ space, keys, args, nowUs }) => {
  // Bytes as characters, so that answers stay what they are.
  const [step = '', owner = '', ...rest] = args.map((arg) => (typeof arg === 'string' ? arg : arg.toString('latin1')));
  const run = new RecordStep(space, keys, owner, Math.floor(nowUs / 1_000));
  const [a = '', b = '', c = '', d = '', e = ''] = rest;
  switch (step) {
    case 'reserve':
      return [0, ...run.reserve(a, b)];
    case 'sent':
      return [0, ...run.sent(a)];
    case 'complete':
      return [0, ...run.complete(a)];
    case 'release':
      return [0, ...run.release(a)];
    case 'restore':
      return [0, ...run.restore(a, b, c, d, e)];
    default:
      return [0, ...run.forget()];
  }
};
