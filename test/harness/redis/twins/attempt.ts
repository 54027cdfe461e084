import { inOrder, removeUpTo, sortedOf, type Twin } from '../twins.js';

export const attempt: Twin = ({ space, keys, args, nowUs }) => {
  const [most = 0, windowMs = 0, capacity = 0] = args.map(Number);
  const windowUs = windowMs * 1_000;
  const used = sortedOf(space, keys.at(-1)!);
  const names = keys.slice(0, -1);
  const timesOf = (name: string): number[] => space.lists.get(name) ?? [];
  const waitUs = Math.max(0, ...names.map((name) => (timesOf(name)[most - 1] ?? 0) + windowUs - nowUs));
  if (waitUs > 0) return Math.ceil(waitUs / 1_000);
  for (const name of names) {
    space.lists.set(name, [nowUs, ...timesOf(name)].slice(0, most));
    used.set(name, nowUs);
  }
  removeUpTo(used, nowUs - windowUs);
  for (const [name] of inOrder(used).slice(0, Math.max(0, used.size - capacity))) {
    used.delete(name);
    space.lists.delete(name);
  }
  return 0;
};
