import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { finalize, type Observable } from 'rxjs';

/** Holds the image slot until the handler ends: a write continues, with its image, after the client disconnects. */
@Injectable()
export class ImageSlotInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { imageSlot } = context.switchToHttp().getRequest<FastifyRequest>().exchange;
    if (imageSlot === undefined) return next.handle();
    imageSlot.hold();
    return next.handle().pipe(finalize(() => imageSlot.release()));
  }
}
