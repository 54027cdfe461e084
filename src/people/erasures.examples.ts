/** A user of the demo that no other example uses. */
export const TO_ERASE = { collectionId: 'staff', userId: 'kim' };

const COMMON = {
  erasureId: '0d5c9c35-2a3a-4d5c-8d0c-4a1f4d9d2a10',
  reference: 'DSR-2026-0815',
  requestedAt: '2026-11-30T09:00:00.000Z',
  remainingFaces: [],
  salt: 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA',
};

export const ERASURE_EXAMPLE = {
  ...COMMON,
  state: 'done',
  finishedAt: '2026-11-30T09:00:01.000Z',
  progress: { userDeleted: true, faces: 1, deletedFaces: 1 },
  receipt: 'eyJhbGciOiJFZERTQSJ9…',
};

export const RUNNING_EXAMPLE = {
  ...COMMON,
  state: 'running',
  progress: { userDeleted: false, faces: 1, deletedFaces: 0 },
};
