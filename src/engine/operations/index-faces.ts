import { FACE_MODEL_VERSION, faceDetailOf, faceOf, facesIn, passingFaces, vectorOf } from '../recognition/faces.js';
import type { FoundFace } from '../recognition/faces.js';
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
import type { StoredFace } from '../store/face-table.js';
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
    const found = facesIn(input.Image, context.settings);
    const passed = passingFaces(found, QualityFilter, context.settings);
    const best = passed.toSorted((a, b) => b.quality - a.quality).slice(0, Math.min(MaxFaces, FACES_PER_IMAGE));
    const chosen = best.toSorted((a, b) => a.position - b.position);
    const stored = storeFaces(context, collection.key, found, chosen, ExternalImageId);
    const detail = (face: FoundFace) => faceDetailOf(face, DetectionAttributes);
    return {
      FaceRecords: chosen.map((face, index) => ({
        Face: faceOf(stored[index] as StoredFace),
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
  [first]: readonly FoundFace[],
  chosen: readonly FoundFace[],
  externalImageId: string | undefined,
): StoredFace[] {
  const earlier =
    first && externalImageId !== undefined ? store.faces.ofImage(collection, externalImageId, first.imageHash) : [];
  const newId = (kind: 'face' | 'image') => seededId(settings.seed, kind, store.nextNumber(kind));
  const imageId = earlier[0]?.imageId ?? newId('image');
  return chosen.map((found) => {
    const known = earlier.find(({ position }) => position === found.position);
    if (known) return known;
    const named = { id: newId('face'), imageId, ...(externalImageId !== undefined && { externalImageId }) };
    const face = { ...found, ...named, vector: vectorOf(found), foundFromMs: nowMs + settings.faceLagMs };
    store.faces.insert(collection, face);
    return face;
  });
}
