// Bare Fastify with a JSON schema and the SDK.
import { DisassociateFacesCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import { fastify } from 'fastify';

// Region, endpoint and credentials are read from the environment.
const client = new RekognitionClient();
const app = fastify();

const params = {
  type: 'object',
  properties: {
    collectionId: { type: 'string', maxLength: 255 },
    userId: { type: 'string', maxLength: 128 },
    faceId: { type: 'string', pattern: '^[0-9a-f-]{36}$' },
  },
};

app.delete<{ Params: { collectionId: string; userId: string; faceId: string } }>(
  '/collections/:collectionId/users/:userId/faces/:faceId',
  { schema: { params } },
  async ({ params: { collectionId, userId, faceId } }, reply) => {
    await client.send(new DisassociateFacesCommand({ CollectionId: collectionId, UserId: userId, FaceIds: [faceId] }));
    return reply.code(204).send();
  },
);

const url = await app.listen({ host: '127.0.0.1', port: 0 });
// The benchmark's process has ended.
process.on('disconnect', () => process.exit(0));
process.send?.({ url });
