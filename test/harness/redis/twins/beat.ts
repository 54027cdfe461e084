import { hashOf, removeUpTo, sortedOf, type Twin } from '../twins.js';

export const beat: Twin = ({ space, keys: [replicas = '', epoch = ''], args, nowUs }) => {
  const [replica, lifeMs, id, intent] = args.map(String);
  const live = sortedOf(space, replicas);
  removeUpTo(live, nowUs - Number(lifeMs) * 1_000);
  if (intent === 'leave') live.delete(replica!);
  else live.set(replica!, nowUs);
  const known = hashOf(space, epoch);
  if (!known.has('id')) known.set('id', id!);
  const beats = Number(known.get('beats') ?? 0) + 1;
  known.set('beats', String(beats));
  return [live.size, Buffer.from(known.get('id')!), beats];
};
