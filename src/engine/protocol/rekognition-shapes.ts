/* eslint-disable no-useless-escape -- messages show the patterns of the model as they are */
/**
 * The shapes in Rekognition's requests, by their name in the service model. A contract test compares them with the
 * model. Between `^(?:` and `)$` a pattern is the model's own, which messages show.
 *
 * @source Rekognition's service model, version 2016-06-27
 */
import type { Shape } from './shapes.js';

/** Infers literal types and checks that the shape is one. */
function shape<const S extends Shape>(given: S): S {
  return given;
}

export const ClientRequestToken = shape({ type: 'string', min: 1, max: 64, pattern: /^(?:^[a-zA-Z0-9-_]+$)$/u });
export const CollectionId = shape({ type: 'string', min: 1, max: 255, pattern: /^(?:[a-zA-Z0-9_.\-]+)$/u });
export const ExternalImageId = shape({ type: 'string', min: 1, max: 255, pattern: /^(?:[a-zA-Z0-9_.\-:]+)$/u });
export const UserId = shape({ type: 'string', min: 1, max: 128, pattern: /^(?:[a-zA-Z0-9_.\-:]+)$/u });
export const PaginationToken = shape({ type: 'string', max: 255 });
export const ResourceArn = shape({ type: 'string', min: 20, max: 2048 });

export const MaxFaces = shape({ type: 'integer', min: 1, max: 4096 });
export const MaxFacesToIndex = shape({ type: 'integer', min: 1 });
export const MaxUserResults = shape({ type: 'integer', min: 1, max: 500 });
export const PageSize = shape({ type: 'integer', min: 0, max: 4096 });
export const Percent = shape({ type: 'float', min: 0, max: 100 });

export const FaceId = shape({
  type: 'string',
  pattern: /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/u,
});
export const FaceIdList = shape({ type: 'list', member: FaceId, min: 1, max: 4096 });
export const UserFaceIdList = shape({ type: 'list', member: FaceId, min: 1, max: 100 });

export const QualityFilter = shape({ type: 'string', values: ['NONE', 'AUTO', 'LOW', 'MEDIUM', 'HIGH'] });
const ATTRIBUTES = `DEFAULT ALL AGE_RANGE BEARD EMOTIONS EYE_DIRECTION EYEGLASSES EYES_OPEN GENDER MOUTH_OPEN MUSTACHE
  FACE_OCCLUDED SMILE SUNGLASSES`;
export const Attribute = shape({ type: 'string', values: ATTRIBUTES.split(/\s+/) });
export const Attributes = shape({ type: 'list', member: Attribute });

export const ImageBlob = shape({ type: 'blob', min: 1, max: 5_242_880 });
export const S3Bucket = shape({ type: 'string', min: 3, max: 255, pattern: /^(?:[0-9A-Za-z\.\-_]*)$/u });
export const S3ObjectName = shape({ type: 'string', min: 1, max: 1024 });
export const S3ObjectVersion = shape({ type: 'string', min: 1, max: 1024 });
export const S3Object = shape({
  type: 'structure',
  required: {},
  optional: { Bucket: S3Bucket, Name: S3ObjectName, Version: S3ObjectVersion },
});
export const Image = shape({ type: 'structure', required: {}, optional: { Bytes: ImageBlob, S3Object } });

export const TagKey = shape({
  type: 'string',
  min: 1,
  max: 128,
  pattern: /^(?:^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]*$)$/u,
});
export const TagValue = shape({
  type: 'string',
  min: 0,
  max: 256,
  pattern: /^(?:^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$)$/u,
});
export const TagKeyList = shape({ type: 'list', member: TagKey, min: 0, max: 200 });
export const TagMap = shape({ type: 'map', key: TagKey, value: TagValue, min: 0, max: 200 });
