import { applyDecorators, Inject, Injectable } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, Length, Max, Min } from 'class-validator';

import { CONFIG, type Config } from '../../config/config.js';
import { namespaceOf } from '../../config/tenant.js';
import { Failure } from '../../failures/failure.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import type { Caller } from '../../tenants/identity/caller.js';
import { Seal } from './seal.js';

const GOOD_FOR_MS = 60 * 60 * 1_000;
/** Milliseconds since the epoch fit in 48 bits. */
const EXPIRY_BYTES = 6;

/** Maximum cursor length: enough for Rekognition's longest token, 255 characters of three bytes each. */
export const MAX_CURSOR_LENGTH = 1_100;

export interface ListPlace {
  readonly caller: Pick<Caller, 'tenant'>;
  readonly route: string;
  /** Everything that determines the items of the list: the collection id and all filters. */
  readonly filters: readonly (string | readonly string[] | undefined)[];
}

/**
 * Wraps Rekognition's page tokens in cursors, which are encrypted, valid for one hour, and bound to the tenant's
 * namespace, the route and the filters.
 */
@Injectable()
export class Cursors {
  private readonly seals: Seal;

  constructor(
    @Inject(CONFIG) { secrets }: Pick<Config, 'secrets'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.seals = new Seal(secrets.keysFor('cursors'));
  }

  seal(place: ListPlace, token: string | undefined): { nextCursor?: string } {
    if (token === undefined) return {};
    const expiry = Buffer.alloc(EXPIRY_BYTES);
    expiry.writeUIntBE(this.clock.wallMs() + GOOD_FOR_MS, 0, EXPIRY_BYTES);
    const content = Buffer.concat([expiry, Buffer.from(token)]);
    return { nextCursor: this.seals.close(content, boundTo(place)).toString('base64url') };
  }

  /** @throws Failure invalid-cursor if the cursor belongs to another list, was changed or has expired. */
  open(place: ListPlace, cursor: string | undefined): { NextToken?: string } {
    if (cursor === undefined) return {};
    const sealed = Buffer.from(cursor, 'base64url');
    const isCanonical = cursor.length <= MAX_CURSOR_LENGTH && sealed.toString('base64url') === cursor;
    const content = isCanonical ? this.seals.open(sealed, boundTo(place)) : undefined;
    if (content === undefined || content.readUIntBE(0, EXPIRY_BYTES) <= this.clock.wallMs()) {
      throw new Failure('invalid-cursor');
    }
    return { NextToken: content.subarray(EXPIRY_BYTES).toString() };
  }
}

function boundTo({ caller, route, filters }: ListPlace): string {
  return JSON.stringify([namespaceOf(caller.tenant), route, filters.map((filter) => filter ?? null)]);
}

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
    Transform(({ value }: { value: unknown }) => (/^-?\d{1,15}$/.test(String(value)) ? Number(value) : value)),
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
      maxLength: MAX_CURSOR_LENGTH,
      required: false,
      description:
        '`nextCursor` of the previous page, with the same filters. Valid for one hour. ' +
        'The last page is the one without a `nextCursor`.',
    }),
    IsOptional(),
    Length(1, MAX_CURSOR_LENGTH, { message: `must have 1 to ${MAX_CURSOR_LENGTH} characters` }),
  );
}
