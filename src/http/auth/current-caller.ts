import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { Failure } from '../../failures/failure.js';
import type { Caller } from '../../tenants/identity/caller.js';

/** Who calls, as the guard found out. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = exchangeOf(context);
  if (caller === undefined) throw new Failure('internal');
  return caller;
});

/** Whether the request said it carries JSON while its body came empty. */
export const BodyDropped = createParamDecorator(
  (_: unknown, context: ExecutionContext): boolean => exchangeOf(context).bodyDropped === true,
);

function exchangeOf(context: ExecutionContext): FastifyRequest['exchange'] {
  return context.switchToHttp().getRequest<FastifyRequest>().exchange;
}
