import {
  FACE_MODEL_VERSION,
  faceDetailOf,
  faceOf,
  facesIn,
  passingFaces,
  vectorOf,
  type FoundFace,
  type ShownFace,
} from '../recognition/faces.js';
import { pictureOf, type Picture } from '../recognition/images.js';
import { findCollection } from '../lookup.js';
import {
  Attributes,
  CollectionId,
  ExternalImageId,
  Image,
  MaxFacesToIndex,
  QualityFilter,
} from '../protocol/rekognition-shapes.js';
import { defineEngineOperation, type CallContext } from '../operation.js';
import { seededId } from '../store/seeded-ids.js';

/** @source API reference, IndexFaces: "a maximum of 100 faces" are indexed from an image */
const FACES_PER_IMAGE = 100;

export const IndexFaces = defineEngineOperation({
  name: 'IndexFaces',
  callsPerSecond: { bigRegions: 50, others: 5 },
  required: { CollectionId, Image },
  optional: { ExternalImageId, DetectionAttributes: Attributes, MaxFaces: MaxFacesToIndex, QualityFilter },
  run: (input, context) => {
    const { MaxFaces = FACES_PER_IMAGE, QualityFilter = 'AUTO', DetectionAttributes = [], ExternalImageId } = input;
    const collection = findCollection(context, input.CollectionId);
    const picture = pictureOf(input.Image, context.settings);
    const found = facesIn(picture);
    const passed = passingFaces(found, QualityFilter, context.settings);
    const best = passed.toSorted((a, b) => b.quality - a.quality).slice(0, Math.min(MaxFaces, FACES_PER_IMAGE));
    const chosen = best.toSorted((a, b) => a.position - b.position);
    const stored = storeFaces(context, collection.key, picture, chosen, ExternalImageId);
    const detail = (face: FoundFace) => faceDetailOf(face, DetectionAttributes);
    return {
      FaceRecords: chosen.map((face, index) => ({
        Face: faceOf(stored[index] as ShownFace),
        FaceDetail: detail(face),
      })),
      FaceModelVersion: FACE_MODEL_VERSION,
      UnindexedFaces: found
        .filter((face) => !chosen.includes(face))
        .map((face) => ({
          Reasons: [passed.includes(face) ? 'EXCEEDS_MAX_FACES' : 'LOW_FACE_QUALITY'],
          FaceDetail: detail(face),
        })),
    };
  },
});

/** Reuses faces that the same image already added under this external id. */
function storeFaces(
  { store, settings, nowMs }: CallContext,
  collection: number,
  picture: Picture,
  faces: readonly FoundFace[],
  externalImageId: string | undefined,
): ShownFace[] {
  const earlier = externalImageId === undefined ? [] : store.faces.ofImage(collection, externalImageId, picture.hash);
  const newId = (kind: 'face' | 'image') => seededId(settings.seed, kind, store.nextNumber(kind));
  const imageId = earlier[0]?.imageId ?? newId('image');
  return faces.map((found) => {
    const { position, box, confidence } = found;
    const known = earlier.find((face) => face.position === position);
    if (known) return known;
    const face = {
      id: newId('face'),
      imageId,
      imageHash: picture.hash,
      position,
      box,
      confidence,
      vector: vectorOf(picture, found),
      foundFromMs: nowMs + settings.faceLagMs,
      ...(externalImageId === undefined ? {} : { externalImageId }),
    };
    store.faces.insert(collection, face);
    return face;
  });
}
