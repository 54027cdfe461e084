import { Inject, Injectable } from '@nestjs/common';

import { CONFIG, type Config } from '../../config/config.js';
import { namespaceOf } from '../../config/tenant.js';
import { Failure } from '../../failures/failure.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import type { Caller } from '../../tenants/identity/caller.js';
import { Seal } from './seal.js';

const GOOD_FOR_MS = 60 * 60 * 1_000;
/** Milliseconds since the epoch fit 48 bits. */
const EXPIRY_BYTES = 6;

/** Longest cursor that is looked at: enough for Rekognition's longest token, 255 characters of three bytes each. */
export const CURSOR_CHARACTERS = 1_100;

/** The list that a cursor goes on with. */
export interface ListPlace {
  readonly caller: Pick<Caller, 'tenant'>;
  /** The route, by its operationId. */
  readonly route: string;
  /** Whatever decides what is in the list: the collection's id, and everything it is narrowed down by. */
  readonly filters: readonly (string | readonly string[] | undefined)[];
}

/**
 * Wraps Rekognition's page tokens for callers. A cursor is sealed (AES-256-GCM), good for an hour, and opens only for
 * the tenant, the route and the filters that it was made for, as long as the tenant keeps its account, region and
 * prefix. The newest secret seals, all of them open.
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

  /** The member of an answer that says where the list goes on, or none when it ended. */
  seal(place: ListPlace, token: string | undefined): { nextCursor?: string } {
    if (token === undefined) return {};
    const content = Buffer.concat([this.expiry(), Buffer.from(token)]);
    return { nextCursor: this.seals.close(content, boundTo(place)).toString('base64url') };
  }

  /**
   * The member of an input that goes on with the list, or none without a cursor.
   *
   * @throws Failure invalid-cursor when it was made for another list, was changed, or is too old.
   */
  open(place: ListPlace, cursor: string | undefined): { NextToken?: string } {
    if (cursor === undefined) return {};
    const sealed = Buffer.from(cursor, 'base64url');
    const isCanonical = cursor.length <= CURSOR_CHARACTERS && sealed.toString('base64url') === cursor;
    const content = isCanonical ? this.seals.open(sealed, boundTo(place)) : undefined;
    if (content === undefined || content.readUIntBE(0, EXPIRY_BYTES) <= this.clock.wallMs()) {
      throw new Failure('invalid-cursor');
    }
    return { NextToken: content.subarray(EXPIRY_BYTES).toString() };
  }

  private expiry(): Buffer {
    const expiry = Buffer.alloc(EXPIRY_BYTES);
    expiry.writeUIntBE(this.clock.wallMs() + GOOD_FOR_MS, 0, EXPIRY_BYTES);
    return expiry;
  }
}

function boundTo({ caller, route, filters }: ListPlace): string {
  return JSON.stringify([namespaceOf(caller.tenant), route, filters.map((filter) => filter ?? null)]);
}
