/** What to do with the lines of a file. */
export const BULK_ACTIONS = ['disassociate', 'delete-faces', 'delete-users', 'erase'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** One request. */
export interface BulkItem {
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
  readonly body: { readonly faceIds?: readonly string[]; readonly reference?: string };
}

/** The command or its file cannot be used. */
export class BulkInputFault extends Error {}

interface Line {
  readonly userId?: string;
  readonly faceIds: readonly string[];
  readonly reference?: string;
}

interface ActionRules {
  readonly needsUser: boolean;
  readonly needsFaces: boolean;
  /** Maximum number of faces in one request; 0 for requests without a list of faces. */
  readonly mostFaces: number;
}

const RULES: Readonly<Record<BulkAction, ActionRules>> = {
  disassociate: { needsUser: true, needsFaces: true, mostFaces: 100 },
  'delete-faces': { needsUser: false, needsFaces: true, mostFaces: 4_096 },
  'delete-users': { needsUser: true, needsFaces: false, mostFaces: 0 },
  erase: { needsUser: true, needsFaces: false, mostFaces: 4_096 },
};
const COLUMNS = ['userId', 'faceId', 'faceIds', 'reference'];
/** Further faults are not reported. */
const MAX_FAULTS = 20;

/**
 * Reads NDJSON (`{"userId": "ann", "faceIds": ["…"]}`, or `faceId`) or CSV with a header (`userId,faceId`), and groups
 * the faces of each user.
 *
 * @throws BulkInputFault naming the lines that cannot be used.
 */
export function readBulkItems(text: string, action: BulkAction, collectionId: string): BulkItem[] {
  const { needsUser, mostFaces } = RULES[action];
  const byUser = new Map<string, { faceIds: Set<string>; reference: string | undefined }>();
  const faults: string[] = [];
  for (const [number, read] of text.trimStart().startsWith('{') ? ndjson(text) : csv(text)) {
    try {
      const { userId = '', faceIds, reference } = checked(read(), action);
      const user = needsUser ? userId : '';
      const group = byUser.get(user) ?? { faceIds: new Set(), reference };
      for (const id of faceIds) group.faceIds.add(id);
      group.reference = reference ?? group.reference;
      byUser.set(user, group);
    } catch (fault) {
      faults.push(`line ${number}: ${fault instanceof BulkInputFault ? fault.message : 'not a JSON object'}`);
    }
  }
  if (faults.length > 0) throw new BulkInputFault(faults.slice(0, MAX_FAULTS).join('\n'));
  const collection = `/collections/${encodeURIComponent(collectionId)}`;
  return [...byUser].flatMap(([userId, { faceIds, reference }]) =>
    chunks([...faceIds], mostFaces).map((ids) => itemOf(action, collection, { userId, faceIds: ids, reference })),
  );
}

function itemOf(
  action: BulkAction,
  collection: string,
  { userId, faceIds, reference }: { userId: string; faceIds: readonly string[]; reference: string | undefined },
): BulkItem {
  const user = `${collection}/users/${encodeURIComponent(userId)}`;
  const erasure = { ...(faceIds.length > 0 && { faceIds }), ...(reference !== undefined && { reference }) };
  const items: Readonly<Record<BulkAction, BulkItem>> = {
    disassociate: { method: 'POST', path: `${user}/faces/disassociate`, body: { faceIds } },
    'delete-faces': { method: 'POST', path: `${collection}/faces/delete`, body: { faceIds } },
    'delete-users': { method: 'DELETE', path: user, body: {} },
    erase: { method: 'POST', path: `${user}/erasures`, body: erasure },
  };
  return items[action];
}

type NumberedLines = Generator<[number: number, read: () => Record<string, unknown>]>;

function* ndjson(text: string): NumberedLines {
  for (const [index, line] of text.split('\n').entries())
    if (line.trim() !== '') yield [index + 1, () => JSON.parse(line) as Record<string, unknown>];
}

function* csv(text: string): NumberedLines {
  const [head = '', ...rows] = text.split(/\r?\n/);
  const names = cellsOf(head);
  checkNames(names, 'line 1: ');
  for (const [index, row] of rows.entries()) {
    if (row.trim() === '') continue;
    yield [
      index + 2,
      () => {
        const cells = cellsOf(row);
        if (cells.length !== names.length) throw new BulkInputFault(`has ${cells.length} columns, not ${names.length}`);
        const filled = names.map((name, at): [string, unknown] => [name, cells[at]]).filter(([, cell]) => cell !== '');
        return Object.fromEntries(filled);
      },
    ];
  }
}

/** Cells are never quoted: ids and references contain no commas. */
function cellsOf(row: string): string[] {
  return row.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}

function checked(members: Record<string, unknown>, action: BulkAction): Line {
  checkNames(Object.keys(members));
  const { userId, faceId = [], faceIds = [], reference } = members;
  const ids = [faceIds, faceId].flat();
  if (![userId ?? '', reference ?? '', ...ids].every((text) => typeof text === 'string'))
    throw new BulkInputFault('ids must be strings');
  if (RULES[action].needsUser && userId === undefined) throw new BulkInputFault('userId is missing');
  if (RULES[action].needsFaces && ids.length === 0) throw new BulkInputFault('faceId or faceIds is missing');
  return { ...(members as Omit<Line, 'faceIds'>), faceIds: ids as string[] };
}

function checkNames(names: readonly string[], where = ''): void {
  const unknown = names.find((name) => !COLUMNS.includes(name));
  if (unknown !== undefined) throw new BulkInputFault(`${where}${unknown} is not one of ${COLUMNS.join(', ')}`);
}

function chunks(ids: readonly string[], size: number): string[][] {
  const count = size === 0 ? 1 : Math.max(1, Math.ceil(ids.length / size));
  return Array.from({ length: count }, (_, index) => ids.slice(index * size, (index + 1) * size));
}
