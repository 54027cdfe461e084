/** Examples that work as pasted on the demo, in any order. */
export const STAFF = { collectionId: 'staff' };
/** No example changes its only user. */
export const ARCHIVE = { collectionId: 'archive' };
export const BOB = { ...STAFF, userId: 'bob' };
export const TO_CREATE = { userId: 'gus' };
export const TO_DELETE = { ...STAFF, userId: 'ivy' };

/** The demo's responses to the examples, by operation. */
export const ANSWERS = {
  createUser: { userId: 'gus' },
  listUsers: { items: [{ userId: 'old-ann', userStatus: 'CREATED' }] },
  getUser: { userId: 'bob', userStatus: 'ACTIVE', faceCount: 1 },
};
