// For comparison: a plain Nest controller that calls the SDK with its defaults.
import 'reflect-metadata';
import { DetectFacesCommand, DisassociateFacesCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import { Body, Controller, Delete, HttpCode, Module, Param, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Size of Rekognition's largest image in base64. */
const BODY_LIMIT_BYTES = 7 * 1_024 * 1_024;

// Region, endpoint and credentials are read from the environment.
const client = new RekognitionClient();

@Controller('collections/:collectionId/users/:userId/faces')
class FacesController {
  @Delete(':faceId')
  @HttpCode(204)
  async disassociateFace(
    @Param('collectionId') CollectionId: string,
    @Param('userId') UserId: string,
    @Param('faceId') faceId: string,
  ): Promise<void> {
    await client.send(new DisassociateFacesCommand({ CollectionId, UserId, FaceIds: [faceId] }));
  }
}

@Controller('faces/detect')
class ImagesController {
  @Post()
  @HttpCode(200)
  async detectFaces(@Body() { image }: { image: { bytes: string } }): Promise<unknown> {
    const { FaceDetails } = await client.send(
      new DetectFacesCommand({ Image: { Bytes: Buffer.from(image.bytes, 'base64') } }),
    );
    return FaceDetails;
  }
}

@Module({ controllers: [FacesController, ImagesController] })
class PlainModule {}

const app = await NestFactory.create<NestFastifyApplication>(
  PlainModule,
  new FastifyAdapter({ bodyLimit: BODY_LIMIT_BYTES }),
  { logger: false },
);
await app.listen(0, '127.0.0.1');
const { port } = app.getHttpServer().address() as { port: number };

// The benchmark's process has ended.
process.on('disconnect', () => process.exit(0));
process.send?.({ url: `http://127.0.0.1:${port}` });
