import { MAX_ERASURES_PER_TENANT, MAX_UNCLAIMED } from '../../../../src/state/erasure.store.js';
import type { RedisReply } from '../../../../src/state/redis/redis-script.js';
import { hashOf, inOrder, sortedOf, type Twin, type TwinCall, valueOf, write } from '../twins.js';

const FOREVER = Number.POSITIVE_INFINITY;
const text = (value: string | undefined): Buffer[] => (value === undefined ? [] : [Buffer.from(value)]);

/** One call of the script. */
class ErasureStep {
  private readonly nowMs: number;
  private readonly root: string;
  private readonly due: Map<string, number>;
  private readonly ended: Map<string, number>;
  private readonly counts: Map<string, string>;

  constructor(private readonly call: TwinCall) {
    const { space, nowUs, keys } = call;
    const [due = '', ended = '', counts = ''] = keys;
    this.nowMs = Math.floor(nowUs / 1_000);
    this.root = due.slice(0, -3);
    [this.due, this.ended] = [sortedOf(space, due), sortedOf(space, ended)];
    this.counts = hashOf(space, counts);
  }

  forgetExpired(keptMs: number): void {
    const { space, nowUs } = this.call;
    const expired = inOrder(this.ended).filter(([, endedMs]) => endedMs <= this.nowMs - keptMs);
    for (const [id] of expired.slice(0, 100)) {
      const r = this.record(id);
      this.ended.delete(id);
      if (r.size === 0) continue;
      this.count(r.get('n')!, -1);
      this.list(r.get('l')!).delete(id);
      const person = `${this.root}p:${r.get('p')}`;
      if (valueOf(space, person, nowUs) === id) space.values.delete(person);
      space.hashes.delete(`${this.root}e:${id}`);
    }
  }

  add(id: string, n: string, l: string, p: string, ...rest: string[]): RedisReply[] {
    const other = this.record(this.latestId(p) ?? '');
    if (other.size > 0 && other.get('s') !== 'done') return [Buffer.from('open'), ...text(other.get('b'))];
    if (Number(this.counts.get(n) ?? 0) >= MAX_ERASURES_PER_TENANT) return text('full');
    this.put('', id, n, l, p, ...rest);
    return text('added');
  }

  save(owner: string, id: string, ...rest: string[]): RedisReply[] {
    const r = this.record(id);
    if (r.size > 0 && r.get('o') !== owner) return [0];
    this.put(owner, id, ...rest);
    return [1];
  }

  claim(id: string, l: string, owner: string, leaseMs: string): RedisReply[] {
    const r = this.record(id);
    if (r.get('l') !== l || r.get('s') === 'done') return [];
    if (r.get('o') !== owner && (this.due.get(id) ?? 0) > this.nowMs) return [];
    r.set('o', owner);
    this.due.set(id, this.nowMs + Number(leaseMs));
    return text(r.get('b'));
  }

  find(id: string, l: string): RedisReply[] {
    const r = this.record(id);
    return r.get('l') === l ? text(r.get('b')) : [];
  }

  latest(p: string): RedisReply[] {
    return text(this.record(this.latestId(p) ?? '').get('b'));
  }

  page(l: string, limit: string, before: string): RedisReply[] {
    const ids = inOrder(this.list(l))
      .map(([id]) => id)
      .reverse();
    if (before !== '' && !ids.includes(before)) return [];
    const from = before === '' ? 0 : ids.indexOf(before) + 1;
    return ids.slice(from, from + Number(limit)).flatMap((id) => text(this.record(id).get('b')));
  }

  unclaimed(): RedisReply[] {
    const free = inOrder(this.due).filter(([, dueMs]) => dueMs <= this.nowMs);
    return free.slice(0, MAX_UNCLAIMED).flatMap(([id]) => text(this.record(id).get('w')));
  }

  erasing(names: string): RedisReply[] {
    const isAny = names.split(' ').some((name) => name !== '' && this.hash(`g:${name}`).size > 0);
    return [isAny ? 1 : 0];
  }

  private put(...[owner, id, n, l, p, created, state, names, where, body]: string[]): void {
    const r = this.record(id!);
    if (r.size === 0) {
      this.count(n!, 1);
      for (const [field, value] of Object.entries({ n, l, p, w: where, o: owner })) r.set(field, value!);
      this.call.space.hashes.set(`${this.root}e:${id}`, r);
      this.list(l!).set(id!, Number(created));
      write(this.call.space, `${this.root}p:${p}`, id!, FOREVER);
    }
    r.set('s', state!).set('b', body!);
    const mine = this.hash(`m:${id}`);
    if (state === 'planned' || state === 'running') {
      if (!this.due.has(id!)) this.due.set(id!, owner === '' ? this.nowMs : this.nowMs + 60_000);
      this.ended.delete(id!);
      for (const name of names!.split(' ').filter((each) => each !== '')) {
        this.hash(`g:${name}`).set(id!, '1');
        mine.set(name, '1');
      }
      return;
    }
    this.due.delete(id!);
    this.ended.set(id!, this.nowMs);
    for (const name of mine.keys()) this.hash(`g:${name}`).delete(id!);
    mine.clear();
  }

  private record(id: string): Map<string, string> {
    return this.call.space.hashes.get(`${this.root}e:${id}`) ?? new Map<string, string>();
  }

  private latestId(p: string): string | undefined {
    return valueOf(this.call.space, `${this.root}p:${p}`, this.call.nowUs);
  }

  private hash(name: string): Map<string, string> {
    return hashOf(this.call.space, `${this.root}${name}`);
  }

  private list(l: string): Map<string, number> {
    return sortedOf(this.call.space, `${this.root}l:${l}`);
  }

  private count(n: string, by: number): void {
    this.counts.set(n, String(Number(this.counts.get(n) ?? 0) + by));
  }
}

export const erasure: Twin = (call) => {
  const [step = '', keptMs = '', ...args] = call.args.map(String);
  const run = new ErasureStep(call);
  run.forgetExpired(Number(keptMs));
  const steps = run as unknown as Record<string, (...args: string[]) => RedisReply[]>;
  return [0, ...steps[step]!(...args)];
};
