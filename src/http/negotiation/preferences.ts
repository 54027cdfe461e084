import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

import { Failure } from '../../failures/failure.js';
import { hookRoutes } from '../routes/route-table.js';

const DEFAULT_WAIT_SECONDS = 10;
const MAX_WAIT_SECONDS = 30;

/** RFC 7240. Invalid preferences are ignored, as it requires. */
interface Preferences {
  readonly timeoutMs: number;
  readonly strict: boolean;
  /** The values of `Preference-Applied`. */
  readonly applied: readonly string[];
}

const NO_PREFERENCES: Preferences = { timeoutMs: DEFAULT_WAIT_SECONDS * 1_000, strict: false, applied: [] };

/** @param outcome whether the response has an outcome; `handling=strict` is ignored otherwise. */
export function readPreferences(header: string | string[] | undefined, outcome: boolean): Preferences {
  if (header === undefined) return NO_PREFERENCES;
  const preferences = firstOfEach(String(header));
  const wait = preferences.get('wait') ?? '';
  const waits = /^\d{1,9}$/.test(wait) && Number(wait) >= 1;
  const seconds = waits ? Math.min(Number(wait), MAX_WAIT_SECONDS) : DEFAULT_WAIT_SECONDS;
  const strict = outcome && preferences.get('handling')?.toLowerCase() === 'strict';
  return {
    timeoutMs: seconds * 1_000,
    strict,
    applied: [...(strict ? ['handling=strict'] : []), ...(waits ? [`wait=${seconds}`] : [])],
  };
}

/** The first occurrence of a repeated preference counts. Parameters after a semicolon are ignored. */
function firstOfEach(header: string): Map<string, string> {
  const preferences = new Map<string, string>();
  for (const preference of splitOutsideQuotes(header, ',')) {
    const [text = ''] = splitOutsideQuotes(preference, ';');
    const [name = '', value = ''] = text.split('=').map((part) => part.trim());
    if (!preferences.has(name.toLowerCase())) preferences.set(name.toLowerCase(), value.replace(/^"(.*)"$/, '$1'));
  }
  return preferences;
}

/** Splits a header's value; a separator in a quoted string is part of the string. */
function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts = [''];
  let quoted = false;
  let escaped = false;
  for (const character of text) {
    if (character === '"' && !escaped) quoted = !quoted;
    escaped = quoted && character === '\\' && !escaped;
    if (character === separator && !quoted) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${character}`);
  }
  return parts;
}

/** How many of the requested changes were made: all, some or none. */
export type Outcome = 'complete' | 'partial' | 'none';

export function outcomeOf(unsuccessful: number, requested: number): Outcome {
  if (unsuccessful === 0) return 'complete';
  return unsuccessful === requested ? 'none' : 'partial';
}

/** Returns a `partial` or `none` outcome as a problem if strict handling is preferred. Nothing is rolled back. */
@Injectable()
export class StrictOutcome {
  install(fastify: FastifyInstance): void {
    hookRoutes(fastify, ({ outcome }) => outcome, {
      preSerialization: ({ exchange: { strict, code } }, _reply, answer, done) => {
        if (strict === true && code === undefined) refuseIncomplete(answer as { outcome: Outcome; dryRun?: boolean });
        done();
      },
    });
  }
}

function refuseIncomplete(answer: { outcome: Outcome; dryRun?: boolean }): void {
  if (answer.outcome === 'complete') return;
  const effect = answer.outcome === 'none' || answer.dryRun === true ? 'none' : 'partial';
  throw new Failure('unsuccessful-faces', { effect, extension: answer });
}

/** The media ranges of JSON, most specific first. */
const JSON_RANGES = [/^(application|text)\/(json|[^/]+\+json)$/, /^application\/\*$/, /^\*\/\*$/];

/**
 * Whether an `Accept` header allows any kind of JSON: a client that asks for problems only reads answers as well. The
 * most specific matching ranges decide (RFC 9110, section 12.5.1). An absent header allows everything.
 */
export function acceptsJson(accept: string | undefined): boolean {
  if (accept === undefined || accept.trim() === '') return true;
  const ranges = splitOutsideQuotes(accept, ',').map(readRange);
  const fitting = JSON_RANGES.map((json) => ranges.filter(({ type }) => json.test(type)));
  return fitting.find((found) => found.length > 0)?.some(({ admits }) => admits) ?? false;
}

function readRange(range: string): { type: string; admits: boolean } {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  return { type, admits: !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)) };
}
