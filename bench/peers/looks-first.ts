// For comparison: a service that checks whether a collection exists before it checks whether it belongs to the caller.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  DescribeCollectionCommand,
  ListTagsForResourceCommand,
  RekognitionClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-rekognition';

// Region, endpoint and credentials are read from the environment.
const client = new RekognitionClient();

/** The tag of a collection names its owner. */
async function isOwn(CollectionId: string): Promise<boolean> {
  const { CollectionARN: ResourceArn } = await client.send(new DescribeCollectionCommand({ CollectionId }));
  const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceArn }));
  return Tags?.['tenant'] === 'tenant-0';
}

const server = createServer((request, response) => {
  const [, , collectionId = ''] = (request.url ?? '').split('/');
  isOwn(collectionId)
    .catch((error: unknown) => {
      if (error instanceof ResourceNotFoundException) return false;
      throw error;
    })
    .then((own) => response.writeHead(own ? 200 : 404).end('{}'))
    .catch(() => response.writeHead(500).end('{}'));
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});

// The benchmark's process has ended.
process.on('disconnect', () => process.exit(0));
