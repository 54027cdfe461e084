import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type * as Demo from '../src/demo/demo-tenant.js';
import type { Tenant } from '../src/config/tenant.js';
import type * as Clocks from '../src/resilience/time/clock.js';
import type * as Directory from '../src/tenants/identity/tenant-directory.js';
import type { Figure } from './figures.js';
import type { Section } from './quota/section.js';
import { welch } from './welch.js';
import type { Contest } from './welch.js';

const DIST = join(import.meta.dirname, '../../../dist');
const KEYS = 1_000;
/** Below it, the two cannot be distinguished. */
const TARGET = 4.5;

type Work = Contest['one'];

/**
 * Tests whether response times reveal how much of an API key was guessed correctly.
 *
 * @param options `rounds` is the number of measurements of each kind of key.
 */
export async function benchmarkKeys({ rounds = 0 }: Readonly<Record<string, number>>): Promise<Section[]> {
  return [
    { title: 'Wrong API keys, authenticated by the service', rows: [], figures: await serviceFigures(rounds) },
    { title: 'The same, compared character by character', rows: [], figures: await naiveFigures(rounds) },
  ];
}

const keys = Array.from({ length: KEYS }, () => randomBytes(32).toString('hex'));

/** Fresh guesses of the length of a key, so that the kinds differ only in their content. */
const GUESSES = {
  'last letter wrong': keys.map((key) => `${key.slice(0, -1)}x`),
  'first letter wrong': keys.map((key) => `x${key.slice(1)}`),
  'all letters wrong': keys.map(() => randomBytes(32).toString('hex')),
  'all letters wrong, others': keys.map(() => randomBytes(32).toString('hex')),
} as const;

type Guesses = keyof typeof GUESSES;

const PAIRS: readonly (readonly [Guesses, Guesses])[] = [
  ['last letter wrong', 'first letter wrong'],
  ['last letter wrong', 'all letters wrong'],
  ['first letter wrong', 'all letters wrong'],
  ['all letters wrong', 'all letters wrong, others'],
];

async function serviceFigures(rounds: number): Promise<Figure[]> {
  const { TenantDirectory } = (await import(join(DIST, 'tenants/identity/tenant-directory.js'))) as typeof Directory;
  const { DEMO_TENANT } = (await import(join(DIST, 'demo/demo-tenant.js'))) as typeof Demo;
  const apiKeys = keys.map((key, number) => ({ ...apiKey(key), id: `key-${number}` }));
  const { systemClock } = (await import(join(DIST, 'resilience/time/clock.js'))) as typeof Clocks;
  const directory = new TenantDirectory(systemClock, [{ ...DEMO_TENANT, apiKeys }]);
  return figuresOf(rounds, (guesses) => (number) => directory.identify(GUESSES[guesses][number % KEYS] ?? ''), TARGET);
}

function naiveFigures(rounds: number): Promise<Figure[]> {
  return figuresOf(rounds, (guesses) => (number) => {
    const index = number % KEYS;
    return isSame(keys[index] ?? '', GUESSES[guesses][index] ?? '');
  });
}

/** A naive comparison, which ends at the first different character. */
function isSame(key: string, guess: string): boolean {
  if (key.length !== guess.length) return false;
  for (let index = 0; index < key.length; index += 1) if (key[index] !== guess[index]) return false;
  return true;
}

async function figuresOf(rounds: number, workOf: (guesses: Guesses) => Work, target?: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [one, other] of PAIRS) {
    const value = await welch({ one: workOf(one), other: workOf(other), rounds, pieces: 10 });
    figures.push({ name: `${one} against ${other}`, value, unit: '|t|', ...(target !== undefined && { target }) });
  }
  return figures;
}

function apiKey(key: string): Tenant['apiKeys'][number] {
  return { id: 'key', sha256: createHash('sha256').update(key).digest(), scopes: ['read'] };
}
