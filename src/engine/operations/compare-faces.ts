import { faceDetailOf, largestFacesIn, passingFaces, vectorOf } from '../recognition/faces.js';
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
    const [compared] = passingFaces(largestFacesIn(input.SourceImage, settings), QualityFilter, settings);
    const found = largestFacesIn(input.TargetImage, settings);
    if (!compared || found.length === 0) throw new WireError('InvalidParameterException', NO_FACES);

    const vector = vectorOf(compared);
    const faces = passingFaces(found, QualityFilter, settings).map((face) => ({
      Similarity: similarity(vector, vectorOf(face)),
      Face: faceDetailOf(face, []),
    }));
    const matches = ({ Similarity }: { Similarity: number }) => Similarity >= SimilarityThreshold;
    return {
      SourceImageFace: { BoundingBox: compared.box, Confidence: compared.confidence },
      FaceMatches: faces.filter(matches).sort((a, b) => b.Similarity - a.Similarity),
      UnmatchedFaces: faces.filter((face) => !matches(face)).map(({ Face }) => Face),
    };
  },
});
