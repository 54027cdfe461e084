/** What the demo answers to the examples. */
export const MADE_ANSWER = { collectionId: 'visitors', faceModelVersion: '7.0' };

export const LIST_ANSWER = {
  items: ['staff', 'former-staff'].map((collectionId) => ({ collectionId, faceModelVersion: '7.0' })),
};

export const DESCRIBE_ANSWER = {
  collectionId: 'staff',
  faceCount: 16,
  userCount: 6,
  faceModelVersion: '7.0',
  creationTimestamp: '2026-08-07T09:30:00.000Z',
};

export const TAGS_ANSWER = { tags: { site: 'berlin', temporary: 'yes' } };
