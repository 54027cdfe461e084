// The usual implementation: NestJS on Express with ValidationPipe and the SDK. With FULL=1, also a guard,
// helmet and pino.
import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { DisassociateFacesCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import { Controller, Delete, HttpCode, Injectable, Module, Param, UnauthorizedException } from '@nestjs/common';
import { UseGuards, ValidationPipe } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { IsString, IsUUID, MaxLength } from 'class-validator';
import helmet from 'helmet';
import { pino } from 'pino';

const isFull = process.env['FULL'] === '1';
const KEY_HASH = createHash('sha256').update('key-0').digest('hex');
// Region, endpoint and credentials are read from the environment.
const client = new RekognitionClient();

class FacePath {
  @IsString()
  @MaxLength(255)
  collectionId!: string;

  @IsString()
  @MaxLength(128)
  userId!: string;

  @IsUUID()
  faceId!: string;
}

interface Request {
  readonly headers: Readonly<Record<string, string>>;
  readonly method: string;
  readonly url: string;
}

interface Response {
  readonly statusCode: number;
  on(event: 'finish', listener: () => void): void;
}

@Injectable()
class KeyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (!isFull) return true;
    const { headers } = context.switchToHttp().getRequest<Request>();
    const hash = createHash('sha256')
      .update(headers['x-api-key'] ?? '')
      .digest('hex');
    if (hash !== KEY_HASH) throw new UnauthorizedException();
    return true;
  }
}

@Controller('collections/:collectionId/users/:userId/faces')
@UseGuards(KeyGuard)
class FacesController {
  @Delete(':faceId')
  @HttpCode(204)
  async disassociateFace(@Param() { collectionId, userId, faceId }: FacePath): Promise<void> {
    await client.send(new DisassociateFacesCommand({ CollectionId: collectionId, UserId: userId, FaceIds: [faceId] }));
  }
}

@Module({ controllers: [FacesController], providers: [KeyGuard] })
class PeerModule {}

const app = await NestFactory.create(PeerModule, { logger: false });
app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
if (isFull) {
  const logger = pino();
  app.use(helmet());
  app.use((request: Request, response: Response, next: () => void) => {
    const startedMs = performance.now();
    response.on('finish', () => {
      const durationMs = Math.round(performance.now() - startedMs);
      logger.info({ method: request.method, url: request.url, status: response.statusCode, durationMs }, 'request');
    });
    next();
  });
}
await app.listen(0, '127.0.0.1');
const { port } = (app.getHttpServer() as { address(): { port: number } }).address();

// The benchmark's process has ended.
process.on('disconnect', () => process.exit(0));
process.send?.({ url: `http://127.0.0.1:${port}` });
