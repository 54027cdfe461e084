import { Injectable } from '@nestjs/common';

import { ListFaces } from '../faces/faces.operations.js';
import { Failure } from '../failures/failure.js';
import { Cursors, type ListPlace } from '../http/lists/cursor.js';
import { pagesOf } from '../rekognition/pages.js';
import { RekognitionGateway } from '../rekognition/rekognition.gateway.js';
import { LIST_FACES_PAGE, LIST_USERS_PAGE } from '../rekognition/model/rekognition.limits.js';
import { UserStatuses } from './statuses/user-statuses.js';
import { ErasuresInProgress } from '../state/erasures-in-progress.js';
import type { Caller } from '../tenants/identity/caller.js';
import type { CreateUserPath, CreateUserRequest, CreateUserResponse } from './dto/create-user.dto.js';
import type { GetUserResponse } from './dto/get-user.dto.js';
import type { ListUsersPath, ListUsersQuery, ListUsersResponse } from './dto/list-users.dto.js';
import type { UserPath } from './dto/user-path.dto.js';
import { CreateUser, DeleteUser, ListUsers } from './users.operations.js';

/** A user has at most 100 faces, so a longer list means that Rekognition repeats its pages. */
const MOST_PAGES = 10;

@Injectable()
export class UsersService {
  constructor(
    private readonly rekognition: RekognitionGateway,
    private readonly cursors: Cursors,
    private readonly statuses: UserStatuses,
    private readonly erasures: ErasuresInProgress,
  ) {}

  /** @throws Failure user-exists. */
  async createUser(
    { collectionId }: CreateUserPath,
    { userId }: CreateUserRequest,
    caller: Caller,
  ): Promise<CreateUserResponse> {
    await this.erasures.refuse(caller.tenant, { collectionId, userId });
    const input = { CollectionId: collectionId, UserId: userId };
    await this.statuses.change({ collectionId, userId }, caller, () =>
      this.rekognition.call(CreateUser, input, caller),
    );
    return { userId };
  }

  async listUsers(
    { collectionId }: ListUsersPath,
    { limit = LIST_USERS_PAGE.usual, cursor }: ListUsersQuery,
    caller: Caller,
  ): Promise<ListUsersResponse> {
    const place: ListPlace = { caller, route: 'listUsers', filters: [collectionId] };
    const input = { CollectionId: collectionId, MaxResults: limit, ...this.cursors.open(place, cursor) };
    const { Users = [], NextToken } = await this.rekognition.call(ListUsers, input, caller);
    const items = Users.map(({ UserId = '', UserStatus = '' }) => ({ userId: UserId, userStatus: UserStatus }));
    return { items, ...this.cursors.seal(place, NextToken) };
  }

  /**
   * Returns one user, for which Rekognition has no operation. One ListFaces call finds the user and counts its faces.
   * UserStatuses then provides the status, at the cost of up to ten ListUsers calls shared by concurrent requests.
   *
   * `userStatus` is null if those calls do not find the user before the caller's deadline.
   */
  async getUser(user: UserPath, caller: Caller): Promise<GetUserResponse> {
    const faceCount = await this.faceCount(user, caller);
    const input = { CollectionId: user.collectionId, MaxResults: LIST_USERS_PAGE.most };
    const userStatus = await this.statuses.of(user, caller, {
      faceCount,
      pages: (scanner) => pagesOf(this.rekognition, { operation: ListUsers, input, caller: scanner }),
    });
    return { userId: user.userId, userStatus, faceCount };
  }

  /** Deletes the user but not its faces. */
  async deleteUser(user: UserPath, caller: Caller): Promise<void> {
    const input = { CollectionId: user.collectionId, UserId: user.userId };
    await this.statuses.change(user, caller, () => this.rekognition.call(DeleteUser, input, caller));
  }

  /** Reads every page: Rekognition may return fewer faces than MaxResults. */
  private async faceCount({ collectionId, userId }: UserPath, caller: Caller): Promise<number> {
    const input = { CollectionId: collectionId, UserId: userId, MaxResults: LIST_FACES_PAGE.most };
    let faces = 0;
    let pages = 0;
    for await (const { Faces = [] } of pagesOf(this.rekognition, { operation: ListFaces, input, caller })) {
      pages += 1;
      if (pages > MOST_PAGES) throw new Failure('upstream-invalid-answer');
      faces += Faces.length;
    }
    return faces;
  }
}
