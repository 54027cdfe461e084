import { ApiProperty } from '@nestjs/swagger';

import { IsCursor, IsLimit } from '../../http/lists/list-query.js';
import { IsCollectionId } from '../../rekognition/model/identifiers.js';
import { LIST_USERS_PAGE } from '../../rekognition/model/rekognition.limits.js';

/** Whose users to list. */
export class ListUsersPath {
  @IsCollectionId() collectionId: string;
}

/** Which page. */
export class ListUsersQuery {
  @IsLimit(LIST_USERS_PAGE) limit?: number;
  @IsCursor() cursor?: string;
}

/** A user of the collection. */
export class ListedUser {
  userId: string;

  /** AWS's status of the user: CREATED (no faces), UPDATING (a change is being worked in) or ACTIVE. */
  @ApiProperty({ type: String })
  userStatus: string;
}

/** A page of the collection's users. */
export class ListUsersResponse {
  items: ListedUser[];

  /** Where the list goes on. Absent when it has ended. */
  nextCursor?: string;
}
