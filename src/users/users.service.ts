import { Injectable } from '@nestjs/common';

import { classify } from '../failures/classify.js';
import { Cursors, type ListPlace } from '../http/lists/cursor.js';
import { RekognitionGateway } from '../rekognition/rekognition.gateway.js';
import { LIST_USERS_PAGE } from '../rekognition/model/rekognition.limits.js';
import { UserStatuses } from './statuses/user-statuses.js';
import { ErasuresInProgress } from '../state/erasure.store.js';
import type { Caller } from '../tenants/identity/caller.js';
import type {
  CreateUserRequest,
  CreateUserResponse,
  DeleteUserDryRun,
  GetUserQuery,
  GetUserResponse,
  ListUsersQuery,
  ListUsersResponse,
} from './users.dto.js';
import type { CollectionPath, UserPath } from '../rekognition/model/identifiers.js';
import { UserFacesService } from './user-faces.service.js';
import { CreateUser, DeleteUser, ListUsers } from './users.operations.js';

@Injectable()
export class UsersService {
  constructor(
    private readonly rekognition: RekognitionGateway,
    private readonly cursors: Cursors,
    private readonly statuses: UserStatuses,
    private readonly erasures: ErasuresInProgress,
    private readonly faces: UserFacesService,
  ) {}

  /** @throws Failure user-exists. */
  async createUser(
    { collectionId }: CollectionPath,
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
    { collectionId }: CollectionPath,
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
   * `userStatus` is null if those calls do not find the user before the caller's deadline. With `waitFor`, returns when
   * the user has that status, or at the deadline; the faces are then counted again.
   */
  async getUser(user: UserPath, { waitFor }: GetUserQuery, caller: Caller): Promise<GetUserResponse> {
    const { length: faceCount } = await this.faces.facesOf(user, caller);
    const sources = this.faces.statusSources(user, faceCount);
    const { userId } = user;
    if (waitFor === undefined) {
      return { userId, userStatus: await this.statuses.of(user, caller, sources), faceCount };
    }
    const userStatus = await this.statuses.until(waitFor, user, caller, sources);
    const faces = await this.faces.facesOf(user, caller).catch((thrown: unknown) => {
      if (classify(thrown).retryable) return { length: faceCount };
      throw thrown;
    });
    return { userId, userStatus, faceCount: faces.length };
  }

  /** Predicts the result of `deleteUser`. @throws Failure resource-not-found. */
  async predictDeleteUser(user: UserPath, caller: Caller): Promise<DeleteUserDryRun> {
    const { length: faceCount } = await this.faces.facesOf(user, caller);
    return { dryRun: true, userId: user.userId, faceCount };
  }

  async deleteUser(user: UserPath, caller: Caller): Promise<void> {
    const input = { CollectionId: user.collectionId, UserId: user.userId };
    await this.statuses.change(user, caller, () => this.rekognition.call(DeleteUser, input, caller));
  }
}
