/** Examples of the document. They work as pasted on the demo, and each stays true whatever others are sent before. */
const MODEL = { faceModelVersion: '7.0' };

export const STAFF = { collectionId: 'staff' };
/** Holds a user and a tag, and nothing else. */
export const ARCHIVE = { collectionId: 'archive' };
export const TO_MAKE = { collectionId: 'visitors', tags: { site: 'berlin' } };
export const TO_DELETE = { collectionId: 'former-staff' };
export const TO_TAG = { tags: { department: 'reception' } };

/** What the demo answers to the examples, by operation. */
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
