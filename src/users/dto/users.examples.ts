/** Examples of the document. They work as pasted on the demo, and each stays true whatever others are sent before. */
export const STAFF = { collectionId: 'staff' };
/** Its one user is changed by no example. */
export const ARCHIVE = { collectionId: 'archive' };
export const BOB = { ...STAFF, userId: 'bob' };
export const TO_MAKE = { userId: 'gus' };
export const TO_DELETE = { ...STAFF, userId: 'ivy' };

/** What the demo answers to the examples, by operation. */
export const ANSWERS = {
  createUser: { userId: 'gus' },
  listUsers: { items: [{ userId: 'old-ann', userStatus: 'CREATED' }] },
  getUser: { userId: 'bob', userStatus: 'ACTIVE', faceCount: 1 },
};
