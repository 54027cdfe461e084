import { describe, expect, it } from '@jest/globals';
import { Body } from '@nestjs/common';

import { Operation } from './operation.decorator.js';

const ROUTE = { summary: 'A route', success: { status: 204, description: 'Done.' } } as const;

describe('Operation', () => {
  it('rejects a handler whose body has no class as its type, because it would not be validated', () => {
    const declare = () => {
      class Handlers {
        @Operation(undefined, ROUTE)
        handle(@Body() body: { name: string }) {
          return body;
        }
      }
      return Handlers;
    };
    expect(declare).toThrow(new TypeError('a parameter of handle has no class as its type'));
  });
});
