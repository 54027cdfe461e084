import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { Failure } from '../../failures/failure.js';
import type { Caller } from '../../tenants/identity/caller.js';

export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = exchangeOf(context);
  if (caller === undefined) throw new Failure('internal');
  return caller;
});

/** Whether the body was empty although the content type was JSON. */
export const BodyDropped = createParamDecorator(
  (_: unknown, context: ExecutionContext): boolean => exchangeOf(context).bodyDropped === true,
);

function exchangeOf(context: ExecutionContext): FastifyRequest['exchange'] {
  return context.switchToHttp().getRequest<FastifyRequest>().exchange;
}
