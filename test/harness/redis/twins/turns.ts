import { hashOf, inOrder, removeUpTo, sortedOf, type Twin } from '../twins.js';

const HORIZON_US = 30_000_000;
const AHEAD_US = 20_000;

/** Halves to even, as `%.0f` does. */
function rounded(value: number): number {
  const down = Math.floor(value);
  if (value - down !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}

export const takeTurns: Twin = ({ space, keys, args, nowUs }) => {
  const [state, future, askers] = [hashOf(space, keys[0]!), sortedOf(space, keys[1]!), sortedOf(space, keys[2]!)];
  const [replica = '', flow = ''] = args.map(String);
  const [weight = 0, wanted = 0, gap = 0, burst = 0, fresh] = args.slice(2).map(Number);
  let free = Math.max(Number(state.get('free') ?? nowUs), nowUs - (burst - 1) * gap);
  if (fresh === 1) free = Math.max(free, nowUs);
  removeUpTo(future, nowUs);
  const turns = inOrder(future).map(([member, at]) => {
    const [, w, f] = /^\d+:([\d.]+):(.*)$/s.exec(member)!;
    return { weight: Number(w), flow: f!, at };
  });
  const weights = new Map([[flow, weight], ...turns.map((turn) => [turn.flow, turn.weight] as const)]);
  const own = turns.filter((turn) => turn.flow === flow).map(({ at }) => at);
  const sum = [...weights.values()].reduce((total, each) => total + each, 0);
  const least = Math.min(...weights.values());
  const isRough = (scale: number): boolean =>
    [...weights.values()].some((each) => {
      const exact = (each / least) * scale;
      return Math.abs(exact - Math.floor(exact + 0.5)) > exact * 0.05;
    });
  const scale = [1, 2, 3].find((each) => !isRough(each)) ?? 4;
  const most = Math.min(100, Math.floor((weight / least) * scale + 0.5)) * Math.max(1, Math.ceil(AHEAD_US / gap));
  const granted: number[] = [];
  let isFull = false;
  while (granted.length < wanted) {
    const at = Math.max(nowUs, free);
    isFull = at > nowUs && (own.length >= most || at > nowUs + HORIZON_US);
    if (isFull) break;
    if (at > nowUs) {
      own.push(at);
      const number = Number(state.get('granted') ?? 0) + 1;
      state.set('granted', String(number));
      future.set(`${number}:${weight}:${flow}`, rounded(at));
    }
    granted.push(Math.floor(at - nowUs));
    free += gap;
  }
  state.set('free', String(rounded(free)));
  removeUpTo(askers, nowUs - Math.max(2_000_000, (3 * gap * sum) / weight));
  if (isFull) askers.set(replica, nowUs);
  else askers.delete(replica);
  const again = Math.min((own[0] ?? free) - nowUs, 1_000_000);
  const throttledAt = state.get('throttledAt');
  return [
    Math.floor(again),
    Math.floor(free - nowUs),
    Buffer.from(String(sum)),
    askers.size,
    Number(state.get('throttles') ?? 0),
    throttledAt === undefined ? 0 : Math.floor(nowUs - Number(throttledAt)),
    Buffer.from(state.get('throttledRate') ?? '0'),
    Buffer.from(state.get('configured') ?? '0'),
    ...granted,
  ];
};

export const throttled: Twin = ({ space, keys: [key = ''], args, nowUs }) => {
  const state = hashOf(space, key);
  if (nowUs - Number(state.get('throttledAt') ?? 0) < 1_000_000) return 0;
  state.set('throttledAt', String(nowUs));
  state.set('throttledRate', String(args[0]));
  state.set('configured', String(args[1]));
  const throttles = Number(state.get('throttles') ?? 0) + 1;
  state.set('throttles', String(throttles));
  return throttles;
};
