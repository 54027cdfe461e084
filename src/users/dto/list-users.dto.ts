import { ApiProperty } from '@nestjs/swagger';

import { IsCursor, IsLimit } from '../../http/lists/list-query.js';
import { IsCollectionId } from '../../rekognition/model/identifiers.js';
import { LIST_USERS_PAGE } from '../../rekognition/model/rekognition.limits.js';

export class ListUsersPath {
  @IsCollectionId() collectionId: string;
}

export class ListUsersQuery {
  @IsLimit(LIST_USERS_PAGE) limit?: number;
  @IsCursor() cursor?: string;
}

export class ListedUser {
  userId: string;

  /** AWS's status of the user: CREATED (no faces), UPDATING (a change is being processed) or ACTIVE. */
  @ApiProperty({ type: String })
  userStatus: string;
}

export class ListUsersResponse {
  items: ListedUser[];

  /** Cursor of the next page. Absent on the last page. */
  nextCursor?: string;
}
