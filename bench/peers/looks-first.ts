// What the service is measured against: whether a collection is the caller's is looked up when it is found to be there.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  DescribeCollectionCommand,
  ListTagsForResourceCommand,
  RekognitionClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-rekognition';

// Region, endpoint and credentials come from the environment.
const client = new RekognitionClient();

/** A collection is its owner's whom its tag names. */
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

// The benchmark has ended, with or without an error.
process.on('disconnect', () => process.exit(0));
