import { CreateCollection } from '../../src/collections/collections.operations.js';
import { IndexFaces } from '../../src/faces/faces.operations.js';
import { Failure } from '../../src/failures/failure.js';
import type { OperationDefinition } from '../../src/rekognition/operation.js';
import { CreateUser } from '../../src/users/users.operations.js';
import { FakeClock } from '../harness/fake-clock.js';
import { Random } from '../harness/random.js';
import { type Twin, TWINS } from '../harness/redis/twins.js';
import { ALONE, INCIDENTS, MAX_GONE_MS, REPLICATED, type Scene } from './incidents.js';
import { Ledger } from './ledger.js';
import { RateCheck } from './rate-check.js';
import { SimulatedProcess } from './simulated-process.js';
import { SimulatedRedis } from './simulated-redis.js';
import { SimulatedRekognition } from './simulated-rekognition.js';
import { type Answer, type Ask, ATTEMPTS, LEASE_MARGIN_MS, REPLICAS, SimulatedReplica } from './simulated-replica.js';

/** Replaces scripts. @param later runs a task after some milliseconds. */
export type Bug = (later: Scene['later']) => Readonly<Record<string, Twin>>;

const START_MS = 2_000;
const HEALED_MS = 16_000;
const MAX_TIMEOUT_MS = 4_000;
/** All leases are over, and all links up. */
const END_MS = HEALED_MS + MAX_TIMEOUT_MS + LEASE_MARGIN_MS + 3_000;
/** Chance that the replica crashes soon after it received a keyed write. */
const CRASH_SHARE = 0.04;
/** An answer may be late by a few commands to Redis, each of them bounded. */
const LATE_MS = 250;

/** A keyed write that several clients may send. */
interface Subject {
  readonly key: string;
  readonly operation: OperationDefinition;
  readonly input: object;
  readonly answers: Answer[];
}

const OPERATIONS: Readonly<Record<string, (key: string) => Pick<Subject, 'operation' | 'input'>>> = {
  'IndexFaces without an externalImageId': (key) => ({
    operation: IndexFaces as unknown as OperationDefinition,
    input: { CollectionId: 'staff', Image: { Bytes: Buffer.from(key) } },
  }),
  'IndexFaces with an externalImageId': (key) => ({
    operation: IndexFaces as unknown as OperationDefinition,
    input: { CollectionId: 'staff', Image: { Bytes: Buffer.from(key) }, ExternalImageId: key },
  }),
  CreateCollection: (key) => ({
    operation: CreateCollection as unknown as OperationDefinition,
    input: { CollectionId: key },
  }),
  CreateUser: (key) => ({
    operation: CreateUser as unknown as OperationDefinition,
    input: { CollectionId: 'staff', UserId: key },
  }),
};

/** One run: three replicas, their Redis, Rekognition and clients, all of it decided by the seed. */
class Simulation {
  readonly trace: string[] = [];
  readonly violations: string[] = [];
  private readonly clock = new FakeClock(1_000_000);
  private readonly random: Random;
  private readonly startedMs = this.clock.monotonicMs();
  private readonly rates = new RateCheck(
    () => this.clock.monotonicMs(),
    (violation) => this.report(violation),
  );
  private readonly ledger: Ledger;
  private readonly redis: SimulatedRedis;
  private readonly rekognition: SimulatedRekognition;
  private readonly replicas: SimulatedReplica[] = [];
  private readonly subjects: Subject[] = [];
  private readonly later = (delayMs: number, task: () => void): void => void this.clock.schedule(delayMs, task);
  private started = 0;
  private attemptsAdmitted = 0;
  private unanswered = 0;
  /** How often a replica lost Redis. */
  private losses = 0;

  constructor(seed: number, bug?: Bug) {
    this.random = new Random(seed);
    this.ledger = new Ledger(
      (violation) => this.report(violation),
      (before, after) => this.rates.turnsLost(before, after, this.redis.nowUs, [...this.rekognition.sentAtMs.keys()]),
    );
    const twins = { ...TWINS, ...bug?.(this.later) };
    this.redis = new SimulatedRedis(this.clock, this.random, twins, this.ledger, this.random.chance(0.5));
    this.rekognition = new SimulatedRekognition(this.clock, this.random);
  }

  async run(): Promise<void> {
    for (let at = 0; at < REPLICAS; at += 1) this.startReplica(at);
    this.planIncidents();
    this.planClients();
    await this.clock.advance(HEALED_MS);
    this.heal();
    await this.clock.advance(END_MS - HEALED_MS);
    await this.checkEnd();
  }

  private get nowMs(): number {
    return this.clock.monotonicMs() - this.startedMs;
  }

  private get isAnyAlone(): boolean {
    return this.replicas.some(({ link }) => !link.isUp);
  }

  private note(line: string): void {
    this.trace.push(`${this.nowMs.toFixed(1)} ${line}`);
  }

  private report(violation: string): void {
    this.note(`VIOLATED: ${violation}`);
    this.violations.push(violation);
  }

  private startReplica(at: number): void {
    this.started += 1;
    const process = new SimulatedProcess(this.clock, (at - 1) * 5_000);
    const name = `replica ${at}.${this.started}`;
    const replica = new SimulatedReplica(process, this.redis, this.rekognition, name, (line) => this.note(line));
    this.replicas[at] = replica;
    replica.link.onChange(() => {
      if (!replica.link.isUp) this.losses += 1;
      this.rates.sample(this.replicas);
    });
    // Until then, it is without Redis.
    this.losses += 1;
    void replica.link.start();
    this.rates.sample(this.replicas);
  }

  private planIncidents(): void {
    const { random, redis, rekognition, replicas, later } = this;
    const kinds = Object.entries({ ...INCIDENTS, ...(redis.isReplicated ? REPLICATED : ALONE) });
    const scene: Scene = {
      ...{ random, redis, rekognition, replicas, later },
      crash: (replica, downMs) => this.crash(replica, downMs),
      pause: (replica, durationMs) => {
        this.rates.replicaStopped(durationMs);
        replica.process.pause(durationMs);
      },
    };
    for (let count = random.below(6); count > 0; count -= 1) {
      const [name, happen] = random.pick(kinds);
      later(START_MS + random.share() * (HEALED_MS - START_MS), () => {
        this.note(name);
        happen(scene);
      });
    }
  }

  private crash(replica: SimulatedReplica, downMs: number): void {
    if (replica.process.isCrashed) return;
    this.note(`replica ${this.replicas.indexOf(replica)} crashes`);
    replica.process.crash();
    this.rates.replicaStopped(downMs);
    this.rates.sample(this.replicas);
    this.later(downMs, () => this.startReplica(this.replicas.indexOf(replica)));
  }

  private planClients(): void {
    const { random } = this;
    const kinds = Object.values(OPERATIONS);
    for (let nth = 0; nth < 8; nth += 1) {
      const key = `key-${nth}`;
      const kind = random.pick(kinds);
      const subject: Subject = { key, ...kind(key), answers: [] };
      this.subjects.push(subject);
      const atMs = START_MS + random.share() * (HEALED_MS - START_MS) * 0.8;
      for (let client = random.below(4); client >= 0; client -= 1)
        this.later(atMs + random.share() ** 3 * 3_000, () => void this.write(subject));
      // So many others at the same time that the first has to wait for the quota.
      for (let other = random.chance(0.4) ? 25 : 0; other > 0; other -= 1)
        this.later(atMs - 500 + random.share() * 700, () => void this.load(kind(`load-${nth}-${other}`)));
    }
    const guessesAtMs = START_MS + random.share() * 10_000;
    for (let nth = 0; nth < 30; nth += 1) this.later(guessesAtMs + random.share() * 200, () => void this.guess());
  }

  /** Repeats the write, as clients with a key do, until its outcome is certain. */
  private async write(subject: Subject): Promise<void> {
    const { random } = this;
    while (this.nowMs < HEALED_MS) {
      const patienceMs = 300 + random.share() * (MAX_TIMEOUT_MS - 300);
      const { answer, isAlone } = await this.ask({ ...subject, patienceMs });
      subject.answers.push(answer);
      this.checkAnswer(subject, answer, isAlone);
      const isRetryable = answer === 'gone' || (answer instanceof Failure && answer.retryable);
      if (!isRetryable) return;
      await new Promise<void>((go) => this.later(50 + random.share() ** 2 * 6_000, go));
    }
  }

  /** A call without a key, of a quota that keyed writes use as well. */
  private async load(call: Pick<Ask, 'operation' | 'input'>): Promise<void> {
    await this.ask({ ...call, patienceMs: MAX_TIMEOUT_MS });
  }

  private async guess(): Promise<void> {
    const replica = this.random.pick(this.replicas);
    if ((await replica.attempts.note('network')) === 0) this.attemptsAdmitted += 1;
  }

  /** `isAlone`: a replica was without Redis meanwhile, so that a write that may be repeated may have run once more. */
  private async ask(ask: Ask): Promise<{ answer: Answer; isAlone: boolean }> {
    const replica = this.random.pick(this.replicas);
    const { process } = replica;
    const { pauses, isPaused } = process;
    const before = { isAlone: this.isAnyAlone, losses: this.losses };
    const startedMs = this.nowMs;
    if (ask.key !== undefined && this.random.chance(CRASH_SHARE))
      this.later(this.random.share() * 1_500, () => this.crash(replica, 50 + this.random.share() * MAX_GONE_MS));
    this.unanswered += 1;
    const answer = await replica.answer(ask);
    this.unanswered -= 1;
    const name = `${ask.key ?? 'a call'} (${ask.operation.name})`;
    if (ask.key !== undefined) this.note(`${name} at replica ${this.replicas.indexOf(replica)}: ${shown(answer)}`);
    const lateMs = this.nowMs - startedMs - ask.patienceMs;
    const wasRunning = !isPaused && pauses === process.pauses && answer !== 'gone';
    if (lateMs > LATE_MS && wasRunning) this.report(`${name} was answered ${lateMs} ms after its deadline`);
    return { answer, isAlone: before.isAlone || before.losses !== this.losses };
  }

  private checkAnswer({ key }: Subject, answer: Answer, isAlone: boolean): void {
    if (answer === 'gone') return;
    const isExempt = isAlone || this.ledger.wasLost(key);
    if (answer instanceof Failure) {
      const isBlamed = answer.row.status === 409 && /exists/.test(answer.code) && answer.effect === 'none';
      if (isBlamed && !isExempt) this.report(`${key} is refused because of its own effect`);
      return;
    }
    if (this.effectsOf(key) === 0) this.report(`${key} is answered, but was never carried out`);
    const acknowledged = this.ledger.answerOf(key);
    if (acknowledged !== undefined && acknowledged !== answer.output && !isExempt)
      this.report(`${key} is answered by ${answer.output}, but ${acknowledged} was acknowledged`);
  }

  private effectsOf(key: string): number {
    return this.rekognition.effects.get(key) ?? 0;
  }

  private heal(): void {
    const { redis, rekognition } = this;
    Object.assign(redis, { isDown: false, lossShare: 0, extraLatencyMs: 0 });
    Object.assign(rekognition, { lossShare: 0, failShare: 0, throttleShare: 0 });
    redis.cutOff.clear();
    this.note('everything is healed');
  }

  private async checkEnd(): Promise<void> {
    this.rates.check(this.rekognition.sentAtMs);
    if (this.unanswered > 0) this.report(`${this.unanswered} requests were never answered`);
    for (const { link } of this.replicas)
      if (!link.isUp || link.replicas !== REPLICAS) this.report('a replica does not find back to Redis');
    if (this.attemptsAdmitted > ATTEMPTS.most && !this.ledger.hasLost)
      this.report(`${this.attemptsAdmitted} attempts were admitted`);
    for (const subject of this.subjects) await this.checkSubject(subject);
  }

  private async checkSubject({ key, operation, answers }: Subject): Promise<void> {
    const effects = this.effectsOf(key);
    const hasNone = answers.every((answer) => answer instanceof Failure && answer.effect === 'none');
    if (hasNone && effects > 0) this.report(`${key} was carried out, but all answers say that it was not`);
    const finding = this.random.pick(this.replicas).find(key);
    await this.clock.advance(100);
    const found = await finding;
    const { ledger } = this;
    const acknowledged = ledger.answerOf(key);
    if (found === 'running') this.report(`${key} is held although all leases are over`);
    if (found === 'unknown' && !ledger.wasSent(key)) this.report(`${key} is stranded: it was never sent`);
    if (ledger.wasLost(key)) return;
    if (effects > 1) this.report(`${key} was carried out ${effects} times (${operation.name})`);
    if (acknowledged !== undefined && found !== acknowledged)
      this.report(`the acknowledged answer of ${key} is gone: ${found} instead of ${acknowledged}`);
  }
}

function shown(answer: Answer): string {
  if (answer === 'gone') return 'gone';
  if (answer instanceof Failure) return `${answer.code}, effect ${answer.effect}`;
  return `${answer.output}${answer.isReplay ? ', replayed' : ''}`;
}

export interface Run {
  readonly violations: readonly string[];
  /** All events, in order. */
  readonly trace: readonly string[];
}

/** Everything in a run is decided by its seed. */
export async function simulate(seed: number, bug?: Bug): Promise<Run> {
  const { random } = Math;
  const seeded = new Random(seed);
  Math.random = () => seeded.share();
  try {
    const simulation = new Simulation(seed, bug);
    await simulation.run();
    return simulation;
  } finally {
    Math.random = random;
  }
}
