import { randomBytes, randomUUID } from 'node:crypto';

import { Inject, Injectable, Optional } from '@nestjs/common';

import { namespaceOf } from '../config/tenant.js';
import { classify } from '../failures/classify.js';
import { Failure } from '../failures/failure.js';
import { Cursors, type ListPlace } from '../http/lists/cursor.js';
import { CLOCK, type Clock } from '../resilience/time/clock.js';
import { type Erasure, ERASURE_STORE, type ErasureStore, type Person } from '../state/erasure.store.js';
import type { Caller } from '../tenants/identity/caller.js';
import type { CollectionPath, UserPath } from '../rekognition/model/identifiers.js';
import { AllFaces } from './all-faces.js';
import { type AskedBy, ErasureRunner } from './erasure-runner.js';
import { withFaces } from './erasure-steps.js';
import {
  type EraseUserRequest,
  type ErasurePath,
  ERASURES_PAGE,
  type ErasureResponse,
  type ListErasuresQuery,
  type ListErasuresResponse,
} from './erasures.dto.js';

const SALT_BYTES = 32;

/** Erases persons: plans, joins and reports erasures, which ErasureRunner carries out. */
@Injectable()
export class ErasuresService {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Optional() @Inject(ERASURE_STORE) private readonly stored: ErasureStore | undefined,
    private readonly faces: AllFaces,
    private readonly runner: ErasureRunner,
    private readonly cursors: Cursors,
  ) {}

  /**
   * Erases a user and its faces, and waits for the end until the caller's deadline. Repeating the request joins the
   * running erasure, and resumes one that is stuck.
   *
   * @throws Failure resource-not-found if the user does not exist and was never erased here;
   * associated-to-a-different-user if a face of the request is another user's; user-being-erased if a running erasure
   * does not include the faces of this request.
   */
  async erase({ collectionId, userId }: UserPath, request: EraseUserRequest, caller: Caller): Promise<ErasureResponse> {
    const person = { namespace: namespaceOf(caller.tenant), collectionId, userId };
    const latest = await this.store().latestOf(person);
    if (latest !== undefined && latest.state !== 'done') return this.join(latest, request, caller);
    try {
      const plan = await this.planned(person, request, caller);
      return await this.join(request.dryRun === true ? plan : await this.store().add(plan), request, caller);
    } catch (thrown) {
      const failure = classify(thrown);
      if (failure.code !== 'resource-not-found' || latest === undefined) throw failure;
      return Object.assign(toResponse(latest, 'already-erased'), request.dryRun === true && { dryRun: true });
    }
  }

  async find({ collectionId, erasureId }: ErasurePath, { tenant }: Caller): Promise<ErasureResponse> {
    const names = { namespace: namespaceOf(tenant), collectionId, id: erasureId };
    const erasure = await this.store().find(names);
    if (erasure === undefined) throw new Failure('resource-not-found', { detail: 'There is no such erasure.' });
    return toResponse(erasure);
  }

  /** @throws Failure resource-not-found while the erasure is not done. */
  async receipt(path: ErasurePath, caller: Caller): Promise<{ receipt: string }> {
    const { receipt } = await this.find(path, caller);
    if (receipt !== undefined) return { receipt };
    throw new Failure('resource-not-found', { detail: 'The erasure is not done, so it has no receipt yet.' });
  }

  async list(
    { collectionId }: CollectionPath,
    { limit = ERASURES_PAGE.usual, cursor }: ListErasuresQuery,
    caller: Caller,
  ): Promise<ListErasuresResponse> {
    const place: ListPlace = { caller, route: 'listErasures', filters: [collectionId] };
    const before = this.cursors.open(place, cursor).NextToken;
    const names = { namespace: namespaceOf(caller.tenant), collectionId };
    const found = await this.store().page({ ...names, limit: limit + 1, before });
    const items = found.slice(0, limit);
    const next = found.length > limit ? items.at(-1)?.id : undefined;
    return { items: items.map((erasure) => toResponse(erasure)), ...this.cursors.seal(place, next) };
  }

  private async planned(person: Person, request: EraseUserRequest, caller: Caller): Promise<Erasure> {
    const { faceIds: named = [], keepUser = false, reference } = request;
    const faces = await this.faces.ofUser(person, caller);
    const known = await this.faces.byId(person.collectionId, named, caller);
    if (known.some(({ UserId = person.userId }) => UserId !== person.userId)) {
      throw new Failure('associated-to-a-different-user');
    }
    const { principal, requestId, trace } = caller;
    return {
      ...person,
      id: randomUUID(),
      tenantId: caller.tenant.id,
      keepUser,
      ...(reference !== undefined && { reference }),
      askedBy: { principal, requestId, trace } satisfies AskedBy,
      createdAtMs: this.clock.wallMs(),
      state: 'planned',
      userDeleted: false,
      ...withFaces({ faceIds: named, imageIds: [] }, faces.concat(known)),
      goneFaceIds: [],
      left: [],
      salt: randomBytes(SALT_BYTES).toString('base64url'),
      awsRequestIds: [],
    };
  }

  private async join(
    erasure: Erasure,
    { faceIds = [], dryRun }: EraseUserRequest,
    caller: Caller,
  ): Promise<ErasureResponse> {
    if (faceIds.some((id) => !erasure.faceIds.includes(id))) throw new Failure('user-being-erased');
    if (dryRun === true) return Object.assign(toResponse(erasure), { dryRun });
    this.runner.start(erasure);
    await this.runner.wait(erasure, caller).catch(() => undefined);
    // The erasure continues even if its store is unavailable now.
    return toResponse(
      (await this.store()
        .find(erasure)
        .catch(() => undefined)) ?? erasure,
    );
  }

  private store(): ErasureStore {
    if (this.stored === undefined) throw new Failure('erasure-unavailable');
    return this.stored;
  }
}

function toResponse(erasure: Erasure, state: ErasureResponse['state'] = erasure.state): ErasureResponse {
  const { id, reference, createdAtMs, finished, userDeleted, faceIds, goneFaceIds, left, problem, salt } = erasure;
  return {
    erasureId: id,
    state,
    ...(reference !== undefined && { reference }),
    requestedAt: new Date(createdAtMs).toISOString(),
    ...(finished && { finishedAt: new Date(finished.atMs).toISOString() }),
    progress: {
      userDeleted,
      faces: finished?.faceCount ?? faceIds.length,
      deletedFaces: finished?.faceCount ?? goneFaceIds.length,
    },
    remainingFaces: left.map(({ faceId, reasons }) => ({ faceId, reasons: [...reasons] })),
    ...(problem !== undefined && { problem }),
    salt,
    ...(finished && { receipt: finished.receipt }),
  };
}
