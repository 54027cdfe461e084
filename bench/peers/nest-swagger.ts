// For comparison of the start: a bare NestJS application with Swagger, a DTO and a ValidationPipe, as
// Nest's documentation shows them. It loads no SDK.
import 'reflect-metadata';
import { Controller, Delete, Module, Param, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ApiProperty, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { IsString, IsUUID, MaxLength } from 'class-validator';

class FacePath {
  @ApiProperty()
  @IsString()
  @MaxLength(255)
  collectionId!: string;

  @ApiProperty()
  @IsString()
  @MaxLength(128)
  userId!: string;

  @ApiProperty()
  @IsUUID()
  faceId!: string;
}

@Controller('collections/:collectionId/users/:userId/faces')
class FacesController {
  @Delete(':faceId')
  disassociateFace(@Param() { faceId }: FacePath): string {
    return faceId;
  }
}

@Module({ controllers: [FacesController] })
class PeerModule {}

const app = await NestFactory.create(PeerModule, { logger: false });
app.useGlobalPipes(new ValidationPipe({ transform: true }));
const settings = new DocumentBuilder().setTitle('peer').addApiKey().build();
SwaggerModule.setup('docs', app, SwaggerModule.createDocument(app, settings));
await app.listen(0, '127.0.0.1');
const { port } = (app.getHttpServer() as { address(): { port: number } }).address();

// The benchmark's process has ended.
process.on('disconnect', () => process.exit(0));
process.send?.({ url: `http://127.0.0.1:${port}` });
