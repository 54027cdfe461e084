import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../figures.js';
import type { Figure } from '../figures.js';
import type { Served, ServiceUnderTest } from './service.js';

/** An odd number, so that the median is the ratio of a round. */
const ROUNDS = 7;
/** Longer than the timeout of hanging calls, so that all rounds start in the same state. */
const BETWEEN_ROUNDS_MS = 2_000;

interface Round {
  readonly before: readonly Served[];
  readonly meanwhile: readonly Served[];
  readonly hung: readonly Served[];
  /** Number of attempts of hanging calls that reached Rekognition. */
  readonly attempts: number;
}

/** Measures 30 tenants while every list call of 20 other tenants exceeds the attempt timeout. */
export async function hangingTenants(service: ServiceUnderTest): Promise<Figure[]> {
  const tenants = Array.from({ length: 50 }, (_, number) => number);
  await service.read({ calls: 500, atOnce: 5, tenant: tenants });
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push(await roundOf(service, tenants.slice(0, 20), tenants.slice(20)));
    await sleep(BETWEEN_ROUNDS_MS);
  }
  const hung = rounds.flatMap((round) => round.hung);
  const meanwhile = rounds.flatMap((round) => round.meanwhile);
  const medianOf = (valueOf: (round: Round) => number): number => percentile(rounds.map(valueOf), 0.5);
  return [
    {
      name: 'hanging calls answered 504',
      value: (100 * hung.filter(({ status }) => status === 504).length) / hung.length,
      unit: '%',
    },
    { name: 'their attempts that reached Rekognition', value: medianOf(({ attempts }) => attempts), unit: 'calls' },
    { name: 'healthy tenants, p50, before', value: medianOf(({ before }) => timeOf(before, 0.5)), unit: 'ms' },
    { name: 'healthy tenants, p50, during', value: medianOf((round) => timeOf(round.meanwhile, 0.5)), unit: 'ms' },
    { name: 'healthy tenants, p99, before', value: medianOf(({ before }) => timeOf(before, 0.99)), unit: 'ms' },
    { name: 'healthy tenants, p99, during', value: medianOf((round) => timeOf(round.meanwhile, 0.99)), unit: 'ms' },
    { name: `during to before, lowest of ${ROUNDS} rounds`, value: Math.min(...rounds.map(ratioOf)), unit: 'times' },
    { name: 'during to before, median', value: medianOf(ratioOf), unit: 'times', target: 1.5 },
    { name: 'during to before, highest', value: Math.max(...rounds.map(ratioOf)), unit: 'times' },
    {
      name: 'errors of healthy tenants',
      value: meanwhile.filter(({ status }) => status !== 404).length,
      unit: 'calls',
      target: 1,
    },
  ];
}

async function roundOf(service: ServiceUnderTest, hanging: number[], healthy: number[]): Promise<Round> {
  const load = { calls: 900, perSecond: 120, tenant: healthy };
  const before = await service.read(load);
  await service.fault({ operation: 'ListUsers', fault: 'latency', latencyMs: 8_000, share: 1 });
  const attemptsBefore = await service.upstreamCalls('ListUsers');
  // Started at different times, because the queue of new connections holds 511.
  const hung = service.read({ calls: 400, perSecond: 400, tenant: hanging, asked: 'users' });
  await sleep(1_500);
  const meanwhile = await service.read(load);
  const attempts = (await service.upstreamCalls('ListUsers')) - attemptsBefore;
  await service.heal();
  return { before, meanwhile, hung: await hung, attempts };
}

const timeOf = (served: readonly Served[], share: number): number =>
  percentile(
    served.map(({ tookMs }) => tookMs),
    share,
  );
const ratioOf = ({ before, meanwhile }: Round): number => timeOf(meanwhile, 0.99) / timeOf(before, 0.99);
