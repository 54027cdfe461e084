import { KEPT_MS } from '../../src/state/idempotency.store.js';
import { emptyKeyspace, hashOf, type Keyspace, type TwinCall, TWINS } from '../harness/redis/twins.js';
import type { Bug } from './simulation.js';

const record = TWINS['record']!;
const stepOf = ({ args }: TwinCall): string => String(args[0]);
const recordOf = ({ space, keys }: TwinCall): Map<string, string> => hashOf(space, keys[0]!);
const forgetRecord = ({ space, keys }: TwinCall): void => void space.hashes.delete(keys[0]!);

/** Known bugs of other gateways, each as a small change of one script. */
export const KNOWN_BUGS: Readonly<Record<string, Bug>> = {
  'the record of an orphan is restored by an unconditional SET': () => ({
    record: (call) => {
      if (stepOf(call) === 'restore') forgetRecord(call);
      return record(call);
    },
  }),

  'a record without a deadline is taken for an orphan': () => ({
    record: (call) => {
      const found = recordOf(call);
      if (stepOf(call) === 'reserve' && found.get('s') === 'sent' && Number(found.get('h')) === 0) forgetRecord(call);
      const reply = record(call);
      if (stepOf(call) === 'sent' && found.get('s') === 'sent') found.set('h', '0');
      return reply;
    },
  }),

  'a reservation ignores NX': () => ({
    record: (call) => {
      if (stepOf(call) === 'reserve') forgetRecord(call);
      return record(call);
    },
  }),

  'a reservation lives as long as an answer': () => ({
    record: (call) => {
      const reply = record(call);
      const found = recordOf(call);
      if (found.get('s') === 'reserved') found.set('e', String(Math.floor(call.nowUs / 1_000) + KEPT_MS));
      return reply;
    },
  }),

  'turns are counted in Redis and limited by the memory of each replica': () => {
    const memories = new Map<string, Keyspace>();
    return {
      'take-turns': (call) => {
        TWINS['take-turns']!(call);
        const replica = String(call.args[0]);
        const memory = memories.get(replica) ?? emptyKeyspace();
        memories.set(replica, memory);
        return TWINS['take-turns']!({ ...call, space: memory });
      },
    };
  },

  'attempts are checked before and counted afterwards': (later) => ({
    attempt: (call) => {
      const reply = TWINS['attempt']!({ ...call, space: structuredClone(call.space) });
      if (reply === 0) later(10, () => void TWINS['attempt']!(call));
      return reply;
    },
  }),
};
