import { describe, expect, it } from '@jest/globals';

import { toDeleteFacesResponse } from './faces.service.js';

const METADATA = { $metadata: {} };

describe('toDeleteFacesResponse', () => {
  it('puts every requested id into exactly one list', () => {
    const output = {
      ...METADATA,
      DeletedFaces: ['a'],
      UnsuccessfulFaceDeletions: [{ FaceId: 'b', UserId: 'ann', Reasons: ['ASSOCIATED_TO_AN_EXISTING_USER' as const] }],
    };
    expect(toDeleteFacesResponse(output, ['a', 'b', 'c'])).toEqual({
      outcome: 'partial',
      deletedFaces: [{ faceId: 'a' }],
      unsuccessfulFaceDeletions: [
        { faceId: 'b', userId: 'ann', reasons: ['ASSOCIATED_TO_AN_EXISTING_USER'] },
        { faceId: 'c', reasons: ['FACE_NOT_FOUND'] },
      ],
    });
  });

  it('reports a face that Rekognition lists without a reason as NOT_REPORTED', () => {
    const failed = [{ FaceId: 'a' }, { FaceId: 'b', Reasons: [] }];
    const { unsuccessfulFaceDeletions } = toDeleteFacesResponse({ ...METADATA, UnsuccessfulFaceDeletions: failed }, [
      'a',
      'b',
    ]);
    expect(unsuccessfulFaceDeletions.map(({ reasons }) => reasons)).toEqual([['NOT_REPORTED'], ['NOT_REPORTED']]);
  });

  it('has the outcome complete if all faces were deleted, and none if no face was', () => {
    expect(toDeleteFacesResponse({ ...METADATA, DeletedFaces: ['a'] }, ['a']).outcome).toBe('complete');
    expect(toDeleteFacesResponse({ ...METADATA, DeletedFaces: [] }, ['a']).outcome).toBe('none');
  });
});
