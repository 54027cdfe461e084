// Uses the client that hey-api makes: node hey-api.ts URL IMAGE
import { readFileSync } from 'node:fs';

import { check, closingLine } from './counting.ts';
import { client } from './client/client.gen.ts';
import {
  detectFaces,
  disassociateFace,
  disassociateFaces,
  disassociateFacesByPost,
  getUser,
  listUsers,
} from './client/index.ts';

const [, , baseUrl = '', image = ''] = process.argv;
const path = { collectionId: 'staff', userId: 'carla' };
const faceIds = ['b90d6538-4484-4118-8afa-2ddf485d2948'];
client.setConfig({ baseUrl, auth: 'demo-key' });

const { data: page } = await listUsers({ path, query: { limit: 3 } });
check('lists users', page?.items.length === 3 && page.nextCursor !== undefined);

const byBody = await disassociateFaces({ path, body: { faceIds } });
check('disassociates faces named in the body', byBody.data?.outcome === 'complete');
const byQuery = await disassociateFaces({ path, query: { faceId: faceIds } });
check('disassociates faces named in the query', byQuery.data?.outcome === 'complete');
const byPost = await disassociateFacesByPost({ path, body: { faceIds } });
check('disassociates faces with POST', byPost.data?.outcome === 'complete');
const one = await disassociateFace({ path: { ...path, faceId: faceIds[0] ?? '' } });
check('gets a 204', one.response?.status === 204);

const { error: missing } = await getUser({ path: { ...path, userId: 'nobody' } });
check('reads a 404 as its type', missing?.code === 'resource-not-found');
const { error: strict } = await disassociateFaces({
  path,
  headers: { Prefer: 'handling=strict' },
  body: { faceIds: ['e5db03c1-7887-4e0e-b3e0-c80451cf3b65'] },
});
const lists = strict !== undefined && 'unsuccessfulFaceDisassociations' in strict ? strict : undefined;
check('reads the lists of a strict 409', lists?.unsuccessfulFaceDisassociations?.[0]?.userId === 'bob');

const found = await detectFaces({ body: { image: { bytes: readFileSync(image).toString('base64') } } });
check('sends an image', found.data?.faceDetails.length === 1);
closingLine();
