import { IsCollectionId, IsUserId } from '../../rekognition/identifiers.js';

/** Whose faces to list. */
export class ListFacesOfUserPath {
  @IsCollectionId() collectionId: string;
  @IsUserId() userId: string;
}

/** Where a face is in its image, in shares of the image's width and height. */
export class BoundingBox {
  width?: number;
  height?: number;
  left?: number;
  top?: number;
}

/** A face of a collection. */
export class Face {
  faceId: string;
  boundingBox?: BoundingBox;

  /** The id that Rekognition gave to the image. */
  imageId?: string;

  /** The id that the caller gave to the image. */
  externalImageId?: string;

  /** How sure Rekognition is that this is a face, in percent. */
  confidence?: number;

  indexFacesModelVersion?: string;

  /** The user that the face is associated with. */
  userId?: string;
}

/** The faces of a user: all of them, at most 100. */
export class ListFacesOfUserResponse {
  items: Face[];
}
