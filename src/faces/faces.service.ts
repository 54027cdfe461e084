import type { Face as RekognitionFace, ListFacesCommandInput } from '@aws-sdk/client-rekognition';
import { Injectable } from '@nestjs/common';

import { Failure } from '../failures/failure.js';
import { RekognitionGateway } from '../rekognition/rekognition.gateway.js';
import { LIST_FACES_PAGE } from '../rekognition/rekognition.limits.js';
import type { Caller } from '../tenants/caller.js';
import type { BoundingBox, Face, ListFacesOfUserPath, ListFacesOfUserResponse } from './dto/list-faces.dto.js';
import { ListFaces } from './faces.operations.js';

/** A user has at most 100 faces, so more pages than this are not a list but a loop. */
const MOST_PAGES = 10;

/** Faces of a collection. */
@Injectable()
export class FacesService {
  constructor(private readonly rekognition: RekognitionGateway) {}

  /** All faces of a user. They fit one page; Rekognition may still hand them out in several. */
  async listFacesOfUser(
    { collectionId, userId }: ListFacesOfUserPath,
    caller: Caller,
  ): Promise<ListFacesOfUserResponse> {
    const items: Face[] = [];
    let input: ListFacesCommandInput = { CollectionId: collectionId, UserId: userId, MaxResults: LIST_FACES_PAGE };
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const { Faces = [], NextToken } = await this.rekognition.call(ListFaces, input, caller);
      items.push(...Faces.map(toFace));
      if (NextToken === undefined) return { items };
      input = { ...input, NextToken };
    }
    throw new Failure('upstream-invalid-answer');
  }
}

function toFace(face: RekognitionFace): Face {
  return defined({
    faceId: face.FaceId ?? '',
    boundingBox: face.BoundingBox && toBoundingBox(face.BoundingBox),
    imageId: face.ImageId,
    externalImageId: face.ExternalImageId,
    confidence: face.Confidence,
    indexFacesModelVersion: face.IndexFacesModelVersion,
    userId: face.UserId,
  });
}

function toBoundingBox({ Width, Height, Left, Top }: NonNullable<RekognitionFace['BoundingBox']>): BoundingBox {
  return defined({ width: Width, height: Height, left: Left, top: Top });
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Leaves out what Rekognition left out. */
function defined<T extends object>(members: T): Partial<Defined<T>> & Pick<T, RequiredKeys<T>> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;
}

type RequiredKeys<T> = { [K in keyof T]-?: undefined extends T[K] ? never : K }[keyof T];
