import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, IsNumber, Max, Min, ValidateIf } from 'class-validator';

/**
 * The group of the rules that read numbers, flags and lists from texts, as queries and forms have them. They leave JSON
 * alone, where a number in quotes is no number.
 */
export const TEXTS = 'texts';

interface Range {
  readonly least: number;
  readonly most?: number;
}

/** A share in percent that may be left out. */
export function IsPercent(description: string): PropertyDecorator {
  const rule = { message: 'must be a number from 0 to 100' };
  return applyDecorators(
    ApiProperty({ type: Number, minimum: 0, maximum: 100, required: false, description, examples: [80] }),
    FromText(toNumber),
    OnlyIfThere(),
    IsNumber({}, rule),
    Min(0, rule),
    Max(100, rule),
  );
}

/** A whole number that may be left out. */
export function IsCount({ least, most }: Range, description: string): PropertyDecorator {
  const upTo = most === undefined ? `${least} on` : `${least} to ${most}`;
  const rule = { message: `must be a whole number from ${upTo}` };
  // Without a bound of its own it is still one that every reader of JSON knows exactly.
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
    OnlyIfThere(),
    IsInt(rule),
    Min(least, rule),
    Max(highest, rule),
  );
}

/** True or false, and false when left out. */
export function IsFlag(description: string): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: Boolean, required: false, default: false, description }),
    FromText((text) => (text === 'true' ? true : text === 'false' ? false : text)),
    OnlyIfThere(),
    IsBoolean({ message: 'must be true or false' }),
  );
}

/** One of a few words, which may be left out. */
export function IsWordOf(words: readonly string[], description: string): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: String, enum: [...words], required: false, description, examples: words.slice(0, 1) }),
    OnlyIfThere(),
    IsIn(words, { message: `must be one of ${words.join(', ')}` }),
  );
}

/** Some of a few words, which may be left out. */
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
    FromText((text) => [text].flat()),
    OnlyIfThere(),
    IsArray({ message: 'must be a list' }),
    ArrayMaxSize(words.length, { message: `must name at most ${words.length}` }),
    IsIn(words, { each: true, message: `must be one of ${words.join(', ')}`, context: { isElement: isWord } }),
  );
}

/** Null is not absent: it is a value, and of a wrong type. */
function OnlyIfThere(): PropertyDecorator {
  return ValidateIf((_object: object, value: unknown) => value !== undefined);
}

function FromText(read: (text: unknown) => unknown): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (value === undefined ? undefined : read(value)), {
    groups: [TEXTS],
  });
}

/** Numbers are written as in JSON. What is none stays the text it is, which is no number. */
function toNumber(text: unknown): unknown {
  return typeof text === 'string' && /^\d{1,15}(\.\d{1,20})?(e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : text;
}
