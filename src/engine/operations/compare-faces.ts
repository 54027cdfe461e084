import { MESSAGES } from '../assumptions.js';
import { faceDetailOf } from '../recognition/faces.js';
import { largestFacesOf, passes, vectorOf } from '../recognition/found-faces.js';
import { pictureOf } from '../recognition/images.js';
import { similarity } from '../recognition/matcher.js';
import { defineEngineOperation } from '../operation.js';
import { DEFAULT_THRESHOLD } from '../recognition/search.js';
import { WireError } from '../protocol/wire-error.js';

export const CompareFaces = defineEngineOperation({
  name: 'CompareFaces',
  run: (input, { settings }) => {
    const { SimilarityThreshold = DEFAULT_THRESHOLD, QualityFilter = 'NONE' } = input;
    const source = pictureOf(input.SourceImage, settings);
    const target = pictureOf(input.TargetImage, settings);
    const [compared] = largestFacesOf(source).filter((face) => passes(face, QualityFilter));
    const found = largestFacesOf(target);
    if (!compared || found.length === 0) throw new WireError('InvalidParameterException', MESSAGES.noFaces);

    const vector = vectorOf(source, compared);
    const faces = found
      .filter((face) => passes(face, QualityFilter))
      .map((face) => ({ Similarity: similarity(vector, vectorOf(target, face)), Face: faceDetailOf(face, []) }));
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
