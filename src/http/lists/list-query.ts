import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, Length, Max, Min } from 'class-validator';

import { CURSOR_CHARACTERS } from './cursor.js';

/** How many items a page may have, and has when nothing is said. */
export interface PageSize {
  readonly most: number;
  readonly usual: number;
}

/**
 * `limit` of a list's query.
 *
 * @param example what the document offers to send.
 */
export function IsLimit({ most, usual }: PageSize, example = usual): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      type: 'integer',
      minimum: 1,
      maximum: most,
      default: usual,
      example,
      required: false,
      description: 'How many items to list at most. A page may have fewer, and the list go on all the same.',
    }),
    Transform(({ value }: { value: unknown }) => (/^\d{1,9}$/.test(String(value)) ? Number(value) : value)),
    IsOptional(),
    IsInt({ message: 'must be a whole number' }),
    Min(1, { message: 'must be at least 1' }),
    Max(most, { message: `must be at most ${most}` }),
  );
}

/** `cursor` of a list's query. Whether it is a good one is found out when it is opened. */
export function IsCursor(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      type: String,
      minLength: 1,
      maxLength: CURSOR_CHARACTERS,
      required: false,
      description:
        'Where to go on: `nextCursor` of the page before, with the same filters. Good for an hour. ' +
        'The list has ended when there is no `nextCursor`, and not before.',
    }),
    IsOptional(),
    Length(1, CURSOR_CHARACTERS, { message: `must have 1 to ${CURSOR_CHARACTERS} characters` }),
  );
}
