import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, Length, Max, Min } from 'class-validator';

import { CURSOR_CHARACTERS } from './cursor.js';

/**
 * `limit` of a list's query.
 *
 * @param usual the default.
 */
export function IsLimit(
  { most, usual }: { readonly most: number; readonly usual: number },
  example = usual,
): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      type: 'integer',
      minimum: 1,
      maximum: most,
      default: usual,
      example,
      required: false,
      description: 'Maximum number of items. A page can hold fewer, or none; continue until there is no `nextCursor`.',
    }),
    Transform(({ value }: { value: unknown }) => (/^\d{1,9}$/.test(String(value)) ? Number(value) : value)),
    IsOptional(),
    IsInt({ message: 'must be a whole number' }),
    Min(1, { message: 'must be at least 1' }),
    Max(most, { message: `must be at most ${most}` }),
  );
}

/** `cursor` of a list's query. Checks only the length; Cursors verifies the content. */
export function IsCursor(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      type: String,
      minLength: 1,
      maxLength: CURSOR_CHARACTERS,
      required: false,
      description:
        '`nextCursor` of the previous page, with the same filters. Valid for one hour. ' +
        'The last page is the one without a `nextCursor`.',
    }),
    IsOptional(),
    Length(1, CURSOR_CHARACTERS, { message: `must have 1 to ${CURSOR_CHARACTERS} characters` }),
  );
}
