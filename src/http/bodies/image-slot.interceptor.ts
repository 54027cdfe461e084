import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { finalize, type Observable } from 'rxjs';

/** Keeps a request's slot until its handler has ended: a write goes on when its caller has left, with the image. */
@Injectable()
export class ImageSlotInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { imageSlot } = context.switchToHttp().getRequest<FastifyRequest>().exchange;
    if (imageSlot === undefined) return next.handle();
    imageSlot.hold();
    return next.handle().pipe(finalize(() => imageSlot.letGo()));
  }
}
