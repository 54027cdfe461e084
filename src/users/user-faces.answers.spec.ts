import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { associationOutcome, disassociationOutcome } from './user-faces.answers.js';

const ids = fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 20 });

describe('the outcome of an association', () => {
  it('names every requested face in exactly one list, whatever Rekognition reported and the collection has', () => {
    fc.assert(
      fc.property(
        ids,
        fc.infiniteStream(fc.constantFrom('on', 'failed', 'already', 'theirs', 'gone')),
        (faceIds, fates) => {
          const fate = new Map(faceIds.map((id) => [id, fates.next().value]));
          const those = (wanted: string): string[] => faceIds.filter((id) => fate.get(id) === wanted);
          const outcome = associationOutcome(
            {
              $metadata: {},
              AssociatedFaces: those('on').map((FaceId) => ({ FaceId })),
              UnsuccessfulFaceAssociations: those('failed').map((FaceId) => ({ FaceId, Reasons: ['FACE_NOT_FOUND'] })),
              UserStatus: 'UPDATING',
            },
            { userId: 'ann', faceIds },
            [
              ...those('already').map((FaceId) => ({ FaceId, UserId: 'ann' })),
              ...those('theirs').map((FaceId) => ({ FaceId, UserId: 'bob' })),
            ],
          );
          const named = (faces: readonly { faceId: string }[]): string[] => faces.map(({ faceId }) => faceId);
          expect(named(outcome.associatedFaces)).toEqual(those('on'));
          expect(named(outcome.alreadyAssociatedFaces)).toEqual(those('already'));
          const unsuccessful = outcome.unsuccessfulFaceAssociations;
          expect(named(unsuccessful).sort()).toEqual([...those('failed'), ...those('theirs'), ...those('gone')].sort());
          expect(named(unsuccessful.filter(({ reasons }) => reasons.includes('NOT_REPORTED'))).sort()).toEqual(
            [...those('theirs'), ...those('gone')].sort(),
          );
          const told = unsuccessful.length;
          expect(outcome.outcome).toBe(told === 0 ? 'complete' : told === faceIds.length ? 'none' : 'partial');
        },
      ),
    );
  });
});

describe('a face that Rekognition lists without a reason', () => {
  const failed = [{ FaceId: 'a' }, { FaceId: 'b', Reasons: [] }];

  it('is reported as NOT_REPORTED by an association', () => {
    const output = { $metadata: {}, UnsuccessfulFaceAssociations: failed, UserStatus: 'ACTIVE' as const };
    const outcome = associationOutcome(output, { userId: 'ann', faceIds: ['a', 'b'] }, []);
    expect(outcome.unsuccessfulFaceAssociations).toEqual([
      { faceId: 'a', reasons: ['NOT_REPORTED'] },
      { faceId: 'b', reasons: ['NOT_REPORTED'] },
    ]);
  });

  it('is reported as NOT_REPORTED by a disassociation', () => {
    const output = { $metadata: {}, UnsuccessfulFaceDisassociations: failed, UserStatus: 'ACTIVE' as const };
    const { unsuccessfulFaceDisassociations } = disassociationOutcome(output, ['a', 'b']);
    expect(unsuccessfulFaceDisassociations.map(({ reasons }) => reasons)).toEqual([['NOT_REPORTED'], ['NOT_REPORTED']]);
  });
});
