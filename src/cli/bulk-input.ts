import { createHash } from 'node:crypto';

/** What to do with the lines of a file. */
export const BULK_ACTIONS = ['disassociate', 'delete-faces', 'delete-users', 'erase'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** One request. */
export interface BulkItem {
  /** The same in each run, so that a repeated request has no second effect. */
  readonly key: string;
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
  readonly body: { readonly faceIds?: readonly string[]; readonly reference?: string };
}

/** A line of the file cannot be used. */
export class BulkInputFault extends Error {}

interface Line {
  readonly userId?: string;
  readonly faceIds: readonly string[];
  readonly reference?: string;
}

/** What each line must contain, by action. */
const NEEDS = {
  disassociate: { user: true, faces: true },
  'delete-faces': { user: false, faces: true },
  'delete-users': { user: true, faces: false },
  erase: { user: true, faces: false },
};
/** Most faces of one request, by action. Users are not grouped. */
const FACES_PER_REQUEST = { disassociate: 100, 'delete-faces': 4_096, 'delete-users': 0, erase: 4_096 };

/**
 * Reads NDJSON (`{"userId": "ann", "faceIds": ["…"]}`, or `faceId`) or CSV with a header (`userId,faceId`), and groups
 * the faces of each user.
 *
 * @throws BulkInputFault naming the line.
 */
export function readBulkItems(text: string, action: BulkAction, collectionId: string): BulkItem[] {
  const lines = text.trimStart().startsWith('{') ? ndjson(text) : csv(text);
  const byUser = new Map<string, { faceIds: Set<string>; reference?: string }>();
  for (const [index, { userId, faceIds, reference }] of lines) {
    const { user: needsUser, faces: needsFaces } = NEEDS[action];
    if (needsUser && userId === undefined) throw new BulkInputFault(`line ${index}: userId is missing`);
    if (needsFaces && faceIds.length === 0) throw new BulkInputFault(`line ${index}: faceId or faceIds is missing`);
    const user = needsUser ? (userId ?? '') : '';
    const group = byUser.get(user) ?? { faceIds: new Set() };
    for (const id of faceIds) group.faceIds.add(id);
    byUser.set(user, { ...group, ...(reference !== undefined && { reference }) });
  }
  return [...byUser].flatMap(([user, { faceIds, reference }]) =>
    chunks([...faceIds], FACES_PER_REQUEST[action]).map((ids) =>
      itemOf(action, `/collections/${encodeURIComponent(collectionId)}`, { userId: user, faceIds: ids, reference }),
    ),
  );
}

function itemOf(
  action: BulkAction,
  collection: string,
  { userId, faceIds, reference }: { userId: string; faceIds: readonly string[]; reference: string | undefined },
): BulkItem {
  const user = `${collection}/users/${encodeURIComponent(userId)}`;
  const [method, path, body] = {
    disassociate: ['POST', `${user}/faces/disassociate`, { faceIds }] as const,
    'delete-faces': ['POST', `${collection}/faces/delete`, { faceIds }] as const,
    'delete-users': ['DELETE', user, {}] as const,
    erase: [
      'POST',
      `${user}/erasures`,
      { ...(faceIds.length > 0 && { faceIds }), ...(reference && { reference }) },
    ] as const,
  }[action];
  const key = createHash('sha256')
    .update(JSON.stringify([method, path, body]))
    .digest('base64url');
  return { key, method, path, body };
}

function* ndjson(text: string): Generator<[number, Line]> {
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    yield [index + 1, lineOf(parsed(line, index + 1), index + 1)];
  }
}

function parsed(line: string, index: number): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    throw new BulkInputFault(`line ${index}: not a JSON object`);
  }
}

function* csv(text: string): Generator<[number, Line]> {
  const [head = '', ...rows] = text.split(/\r?\n/);
  const names = head.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !['userId', 'faceId', 'reference'].includes(name));
  if (unknown !== undefined)
    throw new BulkInputFault(`line 1: columns are userId, faceId and reference, not ${unknown}`);
  for (const [index, row] of rows.entries()) {
    if (row.trim() === '') continue;
    const cells = row.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
    if (cells.length !== names.length) throw new BulkInputFault(`line ${index + 2}: has ${cells.length} columns`);
    const filled = names.map((name, column) => [name, cells[column]]).filter(([, cell]) => cell !== '');
    yield [index + 2, lineOf(Object.fromEntries(filled) as Record<string, unknown>, index + 2)];
  }
}

function lineOf({ userId, faceId, faceIds, reference }: Record<string, unknown>, index: number): Line {
  const ids = [faceIds ?? [], faceId ?? []].flat();
  const texts = [userId ?? '', reference ?? '', ...ids];
  if (!texts.every((text) => typeof text === 'string')) throw new BulkInputFault(`line ${index}: ids must be strings`);
  return {
    faceIds: ids as string[],
    ...(userId !== undefined && { userId: userId as string }),
    ...(reference !== undefined && { reference: reference as string }),
  };
}

/** @param size 0 for a single chunk. */
function chunks<T>(list: readonly T[], size: number): T[][] {
  if (size === 0 || list.length === 0) return [[...list]];
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}
