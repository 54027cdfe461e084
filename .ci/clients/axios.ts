// Uses the client that openapi-generator makes for TypeScript and axios: node axios.ts URL IMAGE
import { readFileSync } from 'node:fs';

import { isAxiosError } from 'axios';

import { check, closingLine } from './counting.ts';
import {
  Configuration,
  type DisassociateFacesConflictProblem,
  ImagesApi,
  type NotFoundProblem,
  UserFacesApi,
  UsersApi,
} from './client/index.ts';

const [, , basePath = '', image = ''] = process.argv;
const IDS = ['b90d6538-4484-4118-8afa-2ddf485d2948'];
const BOBS = ['e5db03c1-7887-4e0e-b3e0-c80451cf3b65'];
const configuration = new Configuration({ basePath, apiKey: 'demo-key' });
const users = new UsersApi(configuration);
const faces = new UserFacesApi(configuration);

const { data: page } = await users.listUsers('staff', 3);
check('lists users', page.items.length === 3 && page.nextCursor !== undefined);

const byBody = await faces.disassociateFaces('staff', 'carla', undefined, undefined, undefined, undefined, {
  faceIds: IDS,
});
check('disassociates faces named in the body', byBody.data.outcome === 'complete');
const byQuery = await faces.disassociateFaces('staff', 'carla', IDS);
check('disassociates faces named in the query', byQuery.data.outcome === 'complete');
const byPost = await faces.disassociateFacesByPost('staff', 'carla', { faceIds: IDS });
check('disassociates faces with POST', byPost.data.outcome === 'complete');
check('gets a 204', (await faces.disassociateFace('staff', 'carla', IDS[0] ?? '')).status === 204);

const missing = await problemOf<NotFoundProblem>(users.getUser('staff', 'nobody'));
check('reads a 404 as its type', missing?.code === 'resource-not-found');
const strict = await problemOf<DisassociateFacesConflictProblem>(
  faces.disassociateFaces('staff', 'carla', undefined, 'handling=strict', undefined, undefined, { faceIds: BOBS }),
);
check('reads the lists of a strict 409', strict?.unsuccessfulFaceDisassociations?.[0]?.userId === 'bob');

const bytes = readFileSync(image).toString('base64');
const found = await new ImagesApi(configuration).detectFaces({ image: { bytes } });
check('sends an image', found.data.faceDetails.length === 1);
closingLine();

async function problemOf<Problem>(answer: Promise<unknown>): Promise<Problem | undefined> {
  try {
    await answer;
  } catch (error) {
    if (isAxiosError<Problem>(error)) return error.response?.data;
  }
  return undefined;
}
