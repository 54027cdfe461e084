import { faceDetailOf, largestFacesOf, passingFaces, vectorOf } from '../recognition/faces.js';
import { pictureOf } from '../recognition/images.js';
import { similarity } from '../store/vectors.js';
import { Image, Percent, QualityFilter } from '../protocol/rekognition-shapes.js';
import { defineEngineOperation } from '../operation.js';
import { DEFAULT_THRESHOLD } from '../lookup.js';
import { WireError } from '../protocol/wire-error.js';

/** @source error reports of users from 2017; AWS does not document the message */
const NO_FACES = 'Request has Invalid Parameters';

export const CompareFaces = defineEngineOperation({
  name: 'CompareFaces',
  callsPerSecond: { bigRegions: 100, others: 25 },
  required: { SourceImage: Image, TargetImage: Image },
  optional: { SimilarityThreshold: Percent, QualityFilter },
  run: (input, { settings }) => {
    const { SimilarityThreshold = DEFAULT_THRESHOLD, QualityFilter = 'NONE' } = input;
    const source = pictureOf(input.SourceImage, settings);
    const target = pictureOf(input.TargetImage, settings);
    const [compared] = passingFaces(largestFacesOf(source), QualityFilter, settings);
    const found = largestFacesOf(target);
    if (!compared || found.length === 0) throw new WireError('InvalidParameterException', NO_FACES);

    const vector = vectorOf(source, compared);
    const faces = passingFaces(found, QualityFilter, settings).map((face) => ({
      Similarity: similarity(vector, vectorOf(target, face)),
      Face: faceDetailOf(face, []),
    }));
    const [matching, others] = [faces.filter(matches), faces.filter((face) => !matches(face))];
    return {
      SourceImageFace: { BoundingBox: compared.box, Confidence: compared.confidence },
      FaceMatches: matching.sort((a, b) => b.Similarity - a.Similarity),
      UnmatchedFaces: others.map(({ Face }) => Face),
    };

    function matches({ Similarity }: { Similarity: number }): boolean {
      return Similarity >= SimilarityThreshold;
    }
  },
});
