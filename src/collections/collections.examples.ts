/** Examples that work as pasted on the demo, in any order. */
const MODEL = { faceModelVersion: '7.0' };

export const STAFF = { collectionId: 'staff' };
/** Has one user and one tag. */
export const ARCHIVE = { collectionId: 'archive' };
export const TO_CREATE = { collectionId: 'visitors', tags: { site: 'berlin' } };
export const TO_DELETE = { collectionId: 'former-staff' };
export const TO_TAG = { tags: { department: 'reception' } };

/** The demo's responses to the examples, by operation. */
export const ANSWERS = {
  createCollection: { collectionId: 'visitors', ...MODEL },
  listCollections: { items: [{ collectionId: 'staff', ...MODEL }], nextCursor: 'q83vEjRWeJA7-G0mUq9c2w' },
  describeCollection: {
    collectionId: 'archive',
    faceCount: 0,
    userCount: 1,
    ...MODEL,
    creationTimestamp: '2026-08-07T09:30:00.000Z',
  },
  listTagsForResource: { tags: { site: 'berlin' } },
};
