import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, IsNumber, Max, Min } from 'class-validator';

import { AsList, MayBeAbsent } from '../../rekognition/model/identifiers.js';

/**
 * The transform group that parses numbers, flags and lists from the strings of queries and forms. It is not used for
 * JSON, where a quoted number is invalid.
 */
export const TEXTS = 'texts';

interface Range {
  readonly least: number;
  readonly most?: number;
}

/** An optional percentage. */
export function IsPercent(description: string): PropertyDecorator {
  const rule = { message: 'must be a number from 0 to 100' };
  return applyDecorators(
    ApiProperty({ type: Number, minimum: 0, maximum: 100, required: false, description, examples: [80] }),
    FromText(toNumber),
    MayBeAbsent(),
    IsNumber({}, rule),
    Min(0, rule),
    Max(100, rule),
  );
}

/** An optional integer. */
export function IsCount({ least, most }: Range, description: string): PropertyDecorator {
  const upTo = most === undefined ? `${least} on` : `${least} to ${most}`;
  const rule = { message: `must be a whole number from ${upTo}` };
  // The default bound is exact in every JSON parser.
  const highest = most ?? 2_147_483_647;
  return applyDecorators(
    ApiProperty({
      type: 'integer',
      minimum: least,
      maximum: highest,
      required: false,
      description,
      examples: [Math.min(highest, 10)],
    }),
    FromText(toNumber),
    MayBeAbsent(),
    IsInt(rule),
    Min(least, rule),
    Max(highest, rule),
  );
}

/** An optional boolean; default false. */
export function IsFlag(description: string): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: Boolean, required: false, default: false, description }),
    FromText((text) => (text === 'true' ? true : text === 'false' ? false : text)),
    MayBeAbsent(),
    IsBoolean({ message: 'must be true or false' }),
  );
}

/** An optional enum value. */
export function IsWordOf(words: readonly string[], description: string): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: String, enum: [...words], required: false, description, examples: words.slice(0, 1) }),
    MayBeAbsent(),
    IsIn(words, { message: `must be one of ${words.join(', ')}` }),
  );
}

/** An optional list of enum values. */
export function AreWordsOf(words: readonly string[], description: string): PropertyDecorator {
  const isWord = (value: unknown): boolean => words.includes(value as string);
  return applyDecorators(
    ApiProperty({
      type: 'array',
      items: { type: 'string', enum: [...words] },
      maxItems: words.length,
      required: false,
      description,
      examples: [words.slice(0, 1)],
    }),
    AsList({ groups: [TEXTS] }),
    MayBeAbsent(),
    IsArray({ message: 'must be a list' }),
    ArrayMaxSize(words.length, { message: `must name at most ${words.length}` }),
    IsIn(words, { each: true, message: `must be one of ${words.join(', ')}`, context: { isElement: isWord } }),
  );
}

function FromText(read: (text: unknown) => unknown): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (value === undefined ? undefined : read(value)), {
    groups: [TEXTS],
  });
}

/** Parses a number in JSON syntax; returns anything else unchanged, for the rules to reject. */
function toNumber(text: unknown): unknown {
  return typeof text === 'string' && /^\d{1,15}(\.\d{1,20})?(e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : text;
}
