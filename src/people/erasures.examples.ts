/** A user of the demo that no other example uses. */
export const TO_ERASE = { collectionId: 'staff', userId: 'kim' };

/** Another one, with two faces. */
export const LOU = { collectionId: 'staff', userId: 'lou' };

export const OUTCOME_OF_LOU = {
  outcome: 'complete',
  disassociatedFaces: [
    { faceId: '65f88280-b7f9-4730-9a6f-5c0cd159ecf1' },
    { faceId: 'c9601fd2-4807-497f-9064-eec682f73a09' },
  ],
  alreadyDisassociatedFaces: [],
  unsuccessfulFaceDisassociations: [],
  userStatus: 'CREATED',
};

const RECEIPT = 'eyJhbGciOiJFZERTQSJ9.eyJ0eXBlIjoicmVrb2duaXRpb24tZXJhc3VyZSJ9.c2lnbmF0dXJl';

const COMMON = {
  erasureId: '0d5c9c35-2a3a-4d5c-8d0c-4a1f4d9d2a10',
  reference: 'DSR-2026-0815',
  requestedAt: '2026-11-30T09:00:00.000Z',
  remainingFaces: [],
  salt: 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA',
};

export const ERASURE_PATH = { collectionId: 'staff', erasureId: COMMON.erasureId };
export const RECEIPT_EXAMPLE = { receipt: RECEIPT };

export const ERASURE_EXAMPLE = {
  ...COMMON,
  state: 'done',
  finishedAt: '2026-11-30T09:00:01.000Z',
  progress: { userDeleted: true, faces: 1, deletedFaces: 1 },
  receipt: RECEIPT,
};

/** The erasure of a user without faces. */
export const FACELESS_EXAMPLE = { ...ERASURE_EXAMPLE, progress: { userDeleted: true, faces: 0, deletedFaces: 0 } };

export const RUNNING_EXAMPLE = {
  ...COMMON,
  state: 'running',
  progress: { userDeleted: false, faces: 1, deletedFaces: 0 },
};
