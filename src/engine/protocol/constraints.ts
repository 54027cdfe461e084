import { IMAGE_BYTES_BEYOND_LIMIT } from '../assumptions.js';

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/**
 * The constraints of a request member. Bounds limit the length of strings, blobs, lists and maps, and the value of
 * numbers.
 */
export type Shape =
  | ({ readonly type: 'string'; readonly pattern?: RegExp; readonly values?: readonly string[] } & Bounds)
  | ({ readonly type: 'integer' | 'float' } & Bounds)
  | ({ readonly type: 'blob'; readonly beyond: 'ImageTooLargeException' } & Bounds)
  | ({ readonly type: 'list'; readonly member: string } & Bounds)
  | ({ readonly type: 'map'; readonly key: string; readonly value: string } & Bounds)
  | {
      readonly type: 'structure';
      readonly required: readonly string[];
      readonly members: Readonly<Record<string, string>>;
    };

/**
 * All request shapes and the shapes in them, by their name in the service model. Patterns are anchored. A contract test
 * compares this table with the model.
 *
 * @source Rekognition's service model, version 2016-06-27
 */
export const SHAPES = {
  CreateCollectionRequest: {
    type: 'structure',
    required: ['CollectionId'],
    members: { CollectionId: 'CollectionId', Tags: 'TagMap' },
  },
  DescribeCollectionRequest: {
    type: 'structure',
    required: ['CollectionId'],
    members: { CollectionId: 'CollectionId' },
  },
  ListCollectionsRequest: {
    type: 'structure',
    required: [],
    members: { NextToken: 'PaginationToken', MaxResults: 'PageSize' },
  },
  DeleteCollectionRequest: {
    type: 'structure',
    required: ['CollectionId'],
    members: { CollectionId: 'CollectionId' },
  },
  CreateUserRequest: {
    type: 'structure',
    required: ['CollectionId', 'UserId'],
    members: { CollectionId: 'CollectionId', UserId: 'UserId', ClientRequestToken: 'ClientRequestToken' },
  },
  DeleteUserRequest: {
    type: 'structure',
    required: ['CollectionId', 'UserId'],
    members: { CollectionId: 'CollectionId', UserId: 'UserId', ClientRequestToken: 'ClientRequestToken' },
  },
  ListUsersRequest: {
    type: 'structure',
    required: ['CollectionId'],
    members: { CollectionId: 'CollectionId', MaxResults: 'MaxUserResults', NextToken: 'PaginationToken' },
  },
  IndexFacesRequest: {
    type: 'structure',
    required: ['CollectionId', 'Image'],
    members: {
      CollectionId: 'CollectionId',
      Image: 'Image',
      ExternalImageId: 'ExternalImageId',
      DetectionAttributes: 'Attributes',
      MaxFaces: 'MaxFacesToIndex',
      QualityFilter: 'QualityFilter',
    },
  },
  ListFacesRequest: {
    type: 'structure',
    required: ['CollectionId'],
    members: {
      CollectionId: 'CollectionId',
      NextToken: 'PaginationToken',
      MaxResults: 'PageSize',
      UserId: 'UserId',
      FaceIds: 'FaceIdList',
    },
  },
  DeleteFacesRequest: {
    type: 'structure',
    required: ['CollectionId', 'FaceIds'],
    members: { CollectionId: 'CollectionId', FaceIds: 'FaceIdList' },
  },
  AssociateFacesRequest: {
    type: 'structure',
    required: ['CollectionId', 'UserId', 'FaceIds'],
    members: {
      CollectionId: 'CollectionId',
      UserId: 'UserId',
      FaceIds: 'UserFaceIdList',
      UserMatchThreshold: 'Percent',
      ClientRequestToken: 'ClientRequestToken',
    },
  },
  DisassociateFacesRequest: {
    type: 'structure',
    required: ['CollectionId', 'UserId', 'FaceIds'],
    members: {
      CollectionId: 'CollectionId',
      UserId: 'UserId',
      ClientRequestToken: 'ClientRequestToken',
      FaceIds: 'UserFaceIdList',
    },
  },
  SearchFacesRequest: {
    type: 'structure',
    required: ['CollectionId', 'FaceId'],
    members: {
      CollectionId: 'CollectionId',
      FaceId: 'FaceId',
      MaxFaces: 'MaxFaces',
      FaceMatchThreshold: 'Percent',
    },
  },
  SearchFacesByImageRequest: {
    type: 'structure',
    required: ['CollectionId', 'Image'],
    members: {
      CollectionId: 'CollectionId',
      Image: 'Image',
      MaxFaces: 'MaxFaces',
      FaceMatchThreshold: 'Percent',
      QualityFilter: 'QualityFilter',
    },
  },
  SearchUsersRequest: {
    type: 'structure',
    required: ['CollectionId'],
    members: {
      CollectionId: 'CollectionId',
      UserId: 'UserId',
      FaceId: 'FaceId',
      UserMatchThreshold: 'Percent',
      MaxUsers: 'MaxUserResults',
    },
  },
  SearchUsersByImageRequest: {
    type: 'structure',
    required: ['CollectionId', 'Image'],
    members: {
      CollectionId: 'CollectionId',
      Image: 'Image',
      UserMatchThreshold: 'Percent',
      MaxUsers: 'MaxUserResults',
      QualityFilter: 'QualityFilter',
    },
  },
  DetectFacesRequest: {
    type: 'structure',
    required: ['Image'],
    members: { Image: 'Image', Attributes: 'Attributes' },
  },
  CompareFacesRequest: {
    type: 'structure',
    required: ['SourceImage', 'TargetImage'],
    members: {
      SourceImage: 'Image',
      TargetImage: 'Image',
      SimilarityThreshold: 'Percent',
      QualityFilter: 'QualityFilter',
    },
  },
  TagResourceRequest: {
    type: 'structure',
    required: ['ResourceArn', 'Tags'],
    members: { ResourceArn: 'ResourceArn', Tags: 'TagMap' },
  },
  UntagResourceRequest: {
    type: 'structure',
    required: ['ResourceArn', 'TagKeys'],
    members: { ResourceArn: 'ResourceArn', TagKeys: 'TagKeyList' },
  },
  ListTagsForResourceRequest: {
    type: 'structure',
    required: ['ResourceArn'],
    members: { ResourceArn: 'ResourceArn' },
  },
  Image: { type: 'structure', required: [], members: { Bytes: 'ImageBlob', S3Object: 'S3Object' } },
  S3Object: {
    type: 'structure',
    required: [],
    members: { Bucket: 'S3Bucket', Name: 'S3ObjectName', Version: 'S3ObjectVersion' },
  },
  Attribute: {
    type: 'string',
    values: [
      'DEFAULT',
      'ALL',
      'AGE_RANGE',
      'BEARD',
      'EMOTIONS',
      'EYE_DIRECTION',
      'EYEGLASSES',
      'EYES_OPEN',
      'GENDER',
      'MOUTH_OPEN',
      'MUSTACHE',
      'FACE_OCCLUDED',
      'SMILE',
      'SUNGLASSES',
    ],
  },
  Attributes: { type: 'list', member: 'Attribute' },
  ClientRequestToken: { type: 'string', min: 1, max: 64, pattern: /^[a-zA-Z0-9-_]+$/u },
  CollectionId: { type: 'string', min: 1, max: 255, pattern: /^[a-zA-Z0-9_.-]+$/u },
  ExternalImageId: { type: 'string', min: 1, max: 255, pattern: /^[a-zA-Z0-9_.\-:]+$/u },
  FaceId: { type: 'string', pattern: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u },
  FaceIdList: { type: 'list', member: 'FaceId', min: 1, max: 4096 },
  ImageBlob: { type: 'blob', min: 1, max: 5_242_880, beyond: IMAGE_BYTES_BEYOND_LIMIT },
  MaxFaces: { type: 'integer', min: 1, max: 4096 },
  MaxFacesToIndex: { type: 'integer', min: 1 },
  MaxUserResults: { type: 'integer', min: 1, max: 500 },
  PageSize: { type: 'integer', min: 0, max: 4096 },
  PaginationToken: { type: 'string', max: 255 },
  Percent: { type: 'float', min: 0, max: 100 },
  QualityFilter: { type: 'string', values: ['NONE', 'AUTO', 'LOW', 'MEDIUM', 'HIGH'] },
  ResourceArn: { type: 'string', min: 20, max: 2048 },
  S3Bucket: { type: 'string', min: 3, max: 255, pattern: /^[0-9A-Za-z.\-_]*$/u },
  S3ObjectName: { type: 'string', min: 1, max: 1024 },
  S3ObjectVersion: { type: 'string', min: 1, max: 1024 },
  TagKey: { type: 'string', min: 1, max: 128, pattern: /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u },
  TagKeyList: { type: 'list', member: 'TagKey', min: 0, max: 200 },
  TagMap: { type: 'map', key: 'TagKey', value: 'TagValue', min: 0, max: 200 },
  TagValue: { type: 'string', min: 0, max: 256, pattern: /^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$/u },
  UserFaceIdList: { type: 'list', member: 'FaceId', min: 1, max: 100 },
  UserId: { type: 'string', min: 1, max: 128, pattern: /^[a-zA-Z0-9_.\-:]+$/u },
} as const satisfies Record<string, Shape>;

export type ShapeName = keyof typeof SHAPES;

type ShapeNamed<Name> = Name extends ShapeName ? (typeof SHAPES)[Name] : never;

type StructureOf<S extends { required: readonly string[]; members: object }> = {
  readonly [M in keyof S['members'] & S['required'][number]]: ValueOf<S['members'][M]>;
} & {
  readonly [M in Exclude<keyof S['members'], S['required'][number]>]?: ValueOf<S['members'][M]>;
};

/** The TypeScript type of a validated shape. */
export type ValueOf<Name> =
  ShapeNamed<Name> extends infer S
    ? S extends { type: 'structure'; required: readonly string[]; members: object }
      ? StructureOf<S>
      : S extends { type: 'string'; values: readonly (infer V)[] }
        ? V
        : S extends { type: 'string' }
          ? string
          : S extends { type: 'integer' | 'float' }
            ? number
            : S extends { type: 'blob' }
              ? Buffer
              : S extends { type: 'list'; member: infer M }
                ? readonly ValueOf<M>[]
                : S extends { type: 'map'; value: infer V }
                  ? Readonly<Record<string, ValueOf<V>>>
                  : never
    : never;
