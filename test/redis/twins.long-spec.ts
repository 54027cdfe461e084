import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { connectTo, type RedisConnection } from '../../src/state/redis/redis-connection.js';
import { ATTEMPT } from '../../src/state/redis/redis-attempts.js';
import { ERASURE, ERASURE_KEYS } from '../../src/state/redis/redis-erasures.script.js';
import { BEAT } from '../../src/state/redis/redis-link.js';
import { RECORD, recordKeys } from '../../src/state/redis/redis-records.script.js';
import type { RedisArgument, RedisReply, RedisScript } from '../../src/state/redis/redis-script.js';
import { TAKE_TURNS, THROTTLED } from '../../src/state/redis/redis-turns.js';
import { LEASE } from '../../src/state/redis/redis-user-leases.js';
import { Random } from '../harness/random.js';
import { HAS_REDIS, RedisServer } from '../harness/redis/redis-server.js';
import { ServerTime, settingsOf } from '../harness/redis/redis-world.js';
import { emptyKeyspace, TWINS } from '../harness/redis/twins.js';

type Call = readonly [RedisScript, readonly string[], readonly RedisArgument[]];

const STEPS = 2_000;

const key = (name: string): string => `rekognition-facade:1:{twin}:${name}`;

/** One random call of each script. */
const CALLS: Readonly<Record<string, (random: Random) => Call>> = {
  record: (random) => {
    const owner = `owner-${random.below(3)}`;
    const keys = recordKeys('acme', `key-${random.below(3)}`);
    const one = random.below(2) === 0 ? '1' : '0';
    const effect = random.below(2) === 0 ? 'none' : 'unknown';
    const state = ['running', 'none', 'unknown', 'done'][random.below(4)]!;
    const steps = [
      ['reserve', owner, `input-${random.below(2)}`, '15000'],
      ['reserve', owner, 'input-0', '100'],
      ['sent', owner, one],
      ['complete', owner, Buffer.from([random.below(256), 0, 255])],
      ['release', owner, effect],
      ['restore', owner, state, 'input-0', one, '1000', Buffer.from('restored')],
      ['forget', ''],
    ];
    return [RECORD, keys, steps[random.below(random.below(20) === 0 ? 7 : 6)]!];
  },
  erasure: (random) => {
    const [id, nth] = [`id-${random.below(6)}`, random.below(3)];
    const [list, person, owner] = [`list-${random.below(2)}`, `person-${nth}`, `pod-${random.below(2)}`];
    const state = ['planned', 'running', 'stuck', 'done'][random.below(4)]!;
    const names = [person, ...(random.below(2) === 0 ? [`image-${nth}`, 'image'] : [])].join(' ');
    const record = [
      id,
      'tenant',
      list,
      person,
      String(random.below(5)),
      state,
      names,
      `names of ${id}`,
      `body ${state}`,
    ];
    const steps = [
      ['add', ...record],
      ['save', owner, ...record],
      ['save', owner, ...record],
      ['claim', id, list, owner, String(random.below(3) * 5_000)],
      ['find', id, list],
      ['latest', person],
      ['page', list, '2', random.below(2) === 0 ? '' : id],
      ['unclaimed'],
      ['erasing', ['', 'image-1', `${person} image`][random.below(3)]!],
    ];
    const [step = '', ...args] = steps[random.below(steps.length)]!;
    return [ERASURE, ERASURE_KEYS, [step, '20000', ...args]];
  },
  turns: (random) => {
    const keys = [key('state'), key('turns')];
    if (random.below(20) === 0) return [THROTTLED, keys.slice(0, 1), [String(5 + random.below(5)), '10']];
    const flow = random.below(3);
    const weight = ['1', '2.5', '7'][flow]!;
    const args = [`pod-${random.below(3)}`, `tenant ${flow}:x`, weight, String(1 + random.below(4))];
    const gap = random.below(10) === 0 ? String(1_000_000 / 7) : '100000';
    return [TAKE_TURNS, [...keys, key(`askers:${flow}`)], [...args, gap, '9', random.below(30) === 0 ? '1' : '0']];
  },
  lease: (random) => {
    const step = ['take', 'take', 'take', 'renew', 'release'][random.below(5)]!;
    return [LEASE, [key('holder'), key('line'), key('freed')], [step, `pod-${random.below(4)}`]];
  },
  attempt: (random) => {
    const keys = [key(`network-${random.below(6)}`), key(`hash-${random.below(6)}`), key('used')];
    return [ATTEMPT, keys, ['3', '60000', '6']];
  },
  beat: (random) => {
    const intent = random.below(10) === 0 ? 'leave' : 'stay';
    return [BEAT, [key('replicas'), key('epoch')], [`pod-${random.below(4)}`, '5000', 'first', intent]];
  },
};

/** Numbers that Lua and JavaScript write differently are equal. */
function plain(reply: RedisReply): unknown {
  if (Array.isArray(reply)) return (reply as readonly RedisReply[]).map(plain);
  const text = Buffer.isBuffer(reply) ? reply.toString('latin1') : reply;
  return typeof text === 'string' && /^[\d.]+$/.test(text) ? Number(text) : text;
}

const describeWithRedis = HAS_REDIS ? describe : describe.skip;

describeWithRedis('The JavaScript twin of a script', () => {
  let server: RedisServer;
  const time = new ServerTime();
  let connection: RedisConnection;

  beforeAll(async () => {
    server = await RedisServer.start();
    connection = await time.wrap(connectTo(settingsOf(server.port)))(new AbortController().signal);
  });

  afterAll(async () => {
    connection.close();
    await server.stop();
  });

  it.each(Object.keys(CALLS))('answers as %s does on a real server, call by call', async (name) => {
    await server.ask('FLUSHALL');
    const random = new Random(42);
    const space = emptyKeyspace();
    const mostPassedMs = name === 'lease' ? 3 : 3_000;
    const replies = new Set<string>();
    for (let step = 0; step < STEPS; step += 1) {
      if (name !== 'lease' || step < 1_500) time.pass(random.below(5) === 0 ? random.below(mostPassedMs) : 0);
      const [script, keys, args] = CALLS[name]!(random);
      const real = plain(await connection.run(script, keys, args));
      const twin = plain(TWINS[script.name]!({ space, keys, args, nowUs: time.nowUs }));
      expect([step, args.map(String), twin]).toEqual([step, args.map(String), real]);
      replies.add(JSON.stringify(real));
    }
    expect(replies.size).toBeGreaterThan(name === 'lease' ? 1 : 2);
  });
});
