import { inOrder, sortedOf, type Twin, valueOf, write } from '../twins.js';

const LEASE_US = 3_000_000;
const IDLE_US = 200_000;

export const lease: Twin = ({ space, keys: [holder = '', line = '', freed = ''], args, nowUs }) => {
  const [step = '', owner = ''] = args.map(String);
  const waiting = sortedOf(space, line);
  const held = valueOf(space, holder, nowUs);
  const take = (): number => {
    write(space, holder, owner, nowUs + LEASE_US);
    return 1;
  };
  const first = (): string | undefined => inOrder(waiting)[0]?.[0];
  const queue = (): void => {
    if (!waiting.has(owner)) waiting.set(owner, nowUs);
  };
  if (step === 'release') {
    waiting.delete(owner);
    if (held !== owner) return 0;
    space.values.delete(holder);
    write(space, freed, String(nowUs), nowUs + 60_000_000);
    return 1;
  }
  if (held === owner || (step === 'renew' && held === undefined)) return take();
  if (step === 'renew') return 0;
  if (held !== undefined) {
    queue();
    return 0;
  }
  const next = first();
  if (next !== undefined && next !== owner) {
    queue();
    if (nowUs - Number(valueOf(space, freed, nowUs) ?? 0) < IDLE_US) return 0;
    waiting.delete(next);
    write(space, freed, String(nowUs), nowUs + 60_000_000);
    if (first() !== owner) return 0;
  }
  waiting.delete(owner);
  return take();
};
