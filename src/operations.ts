import * as collections from './collections/collections.operations.js';
import * as faces from './faces/faces.operations.js';
import * as images from './images/images.operations.js';
import type { OperationTraits } from './rekognition/operation.js';
import * as search from './search/search.operations.js';
import * as users from './users/users.operations.js';

/** All operation definitions. Features export nothing else from their `.operations.ts`. */
export const OPERATIONS: readonly OperationTraits[] = [collections, users, faces, search, images].flatMap((feature) =>
  Object.values<OperationTraits>(feature),
);
