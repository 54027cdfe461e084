import { emptyKeyspace, type Keyspace } from '../harness/redis/twins.js';
import type { Random } from '../harness/random.js';
import type { SimulatedRedis } from './simulated-redis.js';
import type { SimulatedRekognition } from './simulated-rekognition.js';
import type { SimulatedReplica } from './simulated-replica.js';

/** What incidents act on. */
export interface Scene {
  readonly random: Random;
  readonly redis: SimulatedRedis;
  readonly rekognition: SimulatedRekognition;
  readonly replicas: readonly SimulatedReplica[];
  readonly later: (delayMs: number, task: () => void) => void;
  readonly crash: (replica: SimulatedReplica, downMs: number) => void;
  readonly pause: (replica: SimulatedReplica, durationMs: number) => void;
}

type Incident = (scene: Scene) => void;

/**
 * Replicas that are gone for longer than the life of their heartbeat would be unknown to the others, which then share the
 * quota without them.
 */
export const MAX_GONE_MS = 4_000;

function between(random: Random, leastMs: number, mostMs: number): number {
  return leastMs + random.share() ** 2 * (mostMs - leastMs);
}

function takeDown({ redis, later, random }: Scene): void {
  redis.isDown = true;
  later(between(random, 50, 4_000), () => (redis.isDown = false));
}

function restart(scene: Scene, space: Keyspace): void {
  takeDown(scene);
  scene.redis.restartWith(space);
}

export const INCIDENTS: Readonly<Record<string, Incident>> = {
  'Redis freezes': ({ redis, random }) => redis.freeze(between(random, 20, 3_000)),
  'Redis is slow': ({ redis, later, random }) => {
    redis.extraLatencyMs = 20 + random.below(100);
    later(between(random, 200, 4_000), () => (redis.extraLatencyMs = 0));
  },
  'Redis goes down': takeDown,
  'connections to Redis break': ({ redis }) => redis.breakConnections(),
  'commands and answers of Redis get lost': ({ redis, later, random }) => {
    redis.lossShare = 0.02 + random.share() * 0.3;
    later(between(random, 200, 5_000), () => (redis.lossShare = 0));
  },
  'a replica is cut off from Redis': ({ redis, replicas, later, random }) => {
    const { process } = random.pick(replicas);
    redis.cutOff.add(process);
    later(between(random, 100, 11_000), () => redis.cutOff.delete(process));
  },
  'a replica crashes': ({ replicas, random, crash }) => crash(random.pick(replicas), between(random, 50, MAX_GONE_MS)),
  'a replica pauses': ({ replicas, random, pause }) => pause(random.pick(replicas), between(random, 20, MAX_GONE_MS)),
  'Rekognition loses answers': ({ rekognition, later, random }) => {
    rekognition.lossShare = 0.2 + random.share() * 0.5;
    later(between(random, 500, 5_000), () => (rekognition.lossShare = 0));
  },
  'Rekognition fails': ({ rekognition, later, random }) => {
    rekognition.failShare = 0.1 + random.share() * 0.5;
    later(between(random, 500, 5_000), () => (rekognition.failShare = 0));
  },
  'Rekognition throttles': ({ rekognition, later, random }) => {
    rekognition.throttleShare = 0.1 + random.share() * 0.3;
    later(between(random, 500, 3_000), () => (rekognition.throttleShare = 0));
  },
};

/** Only where Redis has a replica: what it acknowledged as durable stays. */
export const REPLICATED: Readonly<Record<string, Incident>> = {
  'Redis fails over, without its last writes': ({ redis, later, random }) => {
    redis.failOver();
    later(between(random, 100, 2_000), () => redis.addReplica());
  },
  'the replica of Redis lags': ({ redis, later, random }) => {
    redis.lagMs = 10 + random.below(100);
    later(between(random, 200, 4_000), () => (redis.lagMs = 2));
  },
};

/** Only where Redis has no replica, and keeps nothing on disk, or an older copy. */
export const ALONE: Readonly<Record<string, Incident>> = {
  'Redis restarts empty': (scene) => restart(scene, emptyKeyspace()),
  'Redis restarts with an older copy': (scene) => {
    const copy = structuredClone(scene.redis.space);
    scene.later(between(scene.random, 100, 3_000), () => restart(scene, copy));
  },
};
