import type { EngineOperation } from './operation.js';
import { AssociateFaces } from './operations/associate-faces.js';
import { CompareFaces } from './operations/compare-faces.js';
import { CreateCollection } from './operations/create-collection.js';
import { CreateUser } from './operations/create-user.js';
import { DeleteCollection } from './operations/delete-collection.js';
import { DeleteFaces } from './operations/delete-faces.js';
import { DeleteUser } from './operations/delete-user.js';
import { DescribeCollection } from './operations/describe-collection.js';
import { DetectFaces } from './operations/detect-faces.js';
import { DisassociateFaces } from './operations/disassociate-faces.js';
import { IndexFaces } from './operations/index-faces.js';
import { ListCollections } from './operations/list-collections.js';
import { ListFaces } from './operations/list-faces.js';
import { ListTagsForResource } from './operations/list-tags-for-resource.js';
import { ListUsers } from './operations/list-users.js';
import { SearchFaces } from './operations/search-faces.js';
import { SearchFacesByImage } from './operations/search-faces-by-image.js';
import { SearchUsers } from './operations/search-users.js';
import { SearchUsersByImage } from './operations/search-users-by-image.js';
import { TagResource } from './operations/tag-resource.js';
import { UntagResource } from './operations/untag-resource.js';

export const OPERATIONS: readonly EngineOperation[] = [
  AssociateFaces,
  CompareFaces,
  CreateCollection,
  CreateUser,
  DeleteCollection,
  DeleteFaces,
  DeleteUser,
  DescribeCollection,
  DetectFaces,
  DisassociateFaces,
  IndexFaces,
  ListCollections,
  ListFaces,
  ListTagsForResource,
  ListUsers,
  SearchFaces,
  SearchFacesByImage,
  SearchUsers,
  SearchUsersByImage,
  TagResource,
  UntagResource,
];

const BY_NAME = new Map(OPERATIONS.map((operation) => [operation.name, operation]));

export function operationNamed(name: string): EngineOperation | undefined {
  return BY_NAME.get(name);
}

/** @param target the value of the `X-Amz-Target` header */
export function operationFor(target: string): EngineOperation | undefined {
  const [service, name = ''] = target.split('.', 2);
  return service === 'RekognitionService' ? operationNamed(name) : undefined;
}
