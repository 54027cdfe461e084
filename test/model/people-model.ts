/** The expected answer to a call according to the contract: a status, and the code of a problem or lists of faces. */
export interface Told {
  readonly status: number;
  readonly code?: string;
  /** The lists of the answer with their faces sorted: `id`, or `id reason user` for a face that was not changed. */
  readonly lists?: Readonly<Record<string, readonly string[]>>;
}

/** The user of each face; undefined if it has none. */
type Faces = Map<string, string | undefined>;

interface Collection {
  readonly users: Set<string>;
  readonly faces: Faces;
  /** The faces of images that were indexed with an external id, by image and external id. */
  readonly images: Map<string, string>;
}

const ABSENT: Told = { status: 404, code: 'resource-not-found' };

/** The collections, users and faces of one tenant. */
export class PeopleModel {
  private readonly collections = new Map<string, Collection>();

  createCollection(id: string): Told {
    if (this.collections.has(id)) return { status: 409, code: 'already-exists' };
    this.collections.set(id, { users: new Set(), faces: new Map(), images: new Map() });
    return { status: 201 };
  }

  deleteCollection(id: string): Told {
    return this.collections.delete(id) ? { status: 204 } : ABSENT;
  }

  createUser(collectionId: string, userId: string): Told {
    const users = this.collections.get(collectionId)?.users;
    if (users === undefined) return ABSENT;
    if (users.has(userId)) return { status: 409, code: 'user-exists' };
    users.add(userId);
    return { status: 201 };
  }

  deleteUser(collectionId: string, userId: string): Told {
    const found = this.collections.get(collectionId);
    if (found?.users.delete(userId) !== true) return ABSENT;
    for (const [id, owner] of found.faces) if (owner === userId) found.faces.set(id, undefined);
    return { status: 204 };
  }

  /** @param stored the id of the new face, which only the service knows. */
  indexFaces(collectionId: string, image: string, externalImageId: string | undefined, stored: string): Told {
    const found = this.collections.get(collectionId);
    if (found === undefined) return ABSENT;
    const known = externalImageId === undefined ? undefined : found.images.get(`${externalImageId} ${image}`);
    const isThere = known !== undefined && found.faces.has(known);
    if (!isThere) {
      found.faces.set(stored, undefined);
      if (externalImageId !== undefined) found.images.set(`${externalImageId} ${image}`, stored);
    }
    return { status: 201, lists: { faceRecords: [isThere ? known : stored] } };
  }

  associateFaces(collectionId: string, userId: string, ids: readonly string[]): Told {
    const faces = this.facesBesideUser(collectionId, userId);
    if (faces === undefined) return ABSENT;
    return listing(ids, ['associatedFaces', 'alreadyAssociatedFaces', 'unsuccessfulFaceAssociations'], (id) => {
      const owner = faces.get(id);
      if (!faces.has(id)) return ['unsuccessfulFaceAssociations', `${id} FACE_NOT_FOUND`];
      if (owner === userId) return ['alreadyAssociatedFaces', id];
      if (owner !== undefined) return ['unsuccessfulFaceAssociations', `${id} ASSOCIATED_TO_A_DIFFERENT_USER ${owner}`];
      faces.set(id, userId);
      return ['associatedFaces', id];
    });
  }

  disassociateFaces(collectionId: string, userId: string, ids: readonly string[]): Told {
    const faces = this.facesBesideUser(collectionId, userId);
    if (faces === undefined) return ABSENT;
    return listing(
      ids,
      ['disassociatedFaces', 'alreadyDisassociatedFaces', 'unsuccessfulFaceDisassociations'],
      (id) => {
        const owner = faces.get(id);
        if (!faces.has(id)) return ['unsuccessfulFaceDisassociations', `${id} FACE_NOT_FOUND`];
        if (owner === undefined) return ['alreadyDisassociatedFaces', id];
        if (owner !== userId)
          return ['unsuccessfulFaceDisassociations', `${id} ASSOCIATED_TO_A_DIFFERENT_USER ${owner}`];
        faces.set(id, undefined);
        return ['disassociatedFaces', id];
      },
    );
  }

  /** The answer for a single face in the path. */
  disassociateFace(collectionId: string, userId: string, id: string): Told {
    const faces = this.facesBesideUser(collectionId, userId);
    if (faces === undefined) return ABSENT;
    if (!faces.has(id)) return { status: 404, code: 'face-not-found' };
    const owner = faces.get(id);
    if (owner !== undefined && owner !== userId) return { status: 409, code: 'associated-to-a-different-user' };
    faces.set(id, undefined);
    return { status: 204 };
  }

  deleteFaces(collectionId: string, ids: readonly string[]): Told {
    const faces = this.collections.get(collectionId)?.faces;
    if (faces === undefined) return ABSENT;
    return listing(ids, ['deletedFaces', 'unsuccessfulFaceDeletions'], (id) => {
      const owner = faces.get(id);
      if (!faces.has(id)) return ['unsuccessfulFaceDeletions', `${id} FACE_NOT_FOUND`];
      if (owner !== undefined) return ['unsuccessfulFaceDeletions', `${id} ASSOCIATED_TO_AN_EXISTING_USER ${owner}`];
      faces.delete(id);
      return ['deletedFaces', id];
    });
  }

  /** The sorted expected content of all lists of a tenant. */
  everything(): unknown {
    const sorted = [...this.collections].sort(([one], [other]) => (one < other ? -1 : 1));
    return sorted.map(([id, { users, faces }]) => ({
      id,
      users: [...users].sort().map((user) => `${user} ${[...faces.values()].filter((owner) => owner === user).length}`),
      faces: [...faces].map(([face, owner]) => `${face} ${owner ?? ''}`.trim()).sort(),
    }));
  }

  private facesBesideUser(collectionId: string, userId: string): Faces | undefined {
    const found = this.collections.get(collectionId);
    return found?.users.has(userId) === true ? found.faces : undefined;
  }
}

/** Puts each distinct id into the list that `place` returns. */
function listing(
  ids: readonly string[],
  names: readonly string[],
  place: (id: string) => readonly [list: string, face: string],
): Told {
  const lists = Object.fromEntries(names.map((name): [string, string[]] => [name, []]));
  for (const id of new Set(ids)) {
    const [list, face] = place(id);
    lists[list]?.push(face);
  }
  for (const list of Object.values(lists)) list.sort();
  return { status: 200, lists };
}
