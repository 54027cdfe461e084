import { portrait } from '../../src/demo/demo-people.js';
import type { Ask } from './app.js';

export const LARGEST_IMAGE_BYTES = 5_242_880;

/** A route that takes images. */
export interface ImageRoute {
  readonly operation: string;
  readonly path: string;
  /** Names of the image members. */
  readonly images: readonly string[];
  /** Name of a numeric option; empty if there is none. */
  readonly number: string;
}

export const IMAGE_ROUTES: readonly ImageRoute[] = [
  { operation: 'IndexFaces', path: '/collections/staff/faces', images: ['image'], number: 'maxFaces' },
  { operation: 'SearchFacesByImage', path: '/collections/staff/faces/search', images: ['image'], number: 'maxFaces' },
  { operation: 'SearchUsersByImage', path: '/collections/staff/users/search', images: ['image'], number: 'maxUsers' },
  { operation: 'DetectFaces', path: '/faces/detect', images: ['image'], number: '' },
  {
    operation: 'CompareFaces',
    path: '/faces/compare',
    images: ['sourceImage', 'targetImage'],
    number: 'similarityThreshold',
  },
];

export type ImageForm = 'json' | 'multipart' | 'raw';

/** The body formats of a route. A raw body can contain only one image. */
export function formsOf({ images }: ImageRoute): ImageForm[] {
  return images.length === 1 ? ['json', 'multipart', 'raw'] : ['json', 'multipart'];
}

/** Every route with each of its body formats. */
export const ROUTES_IN_FORMS = IMAGE_ROUTES.flatMap((route) =>
  formsOf(route).map((form): [string, ImageForm, ImageRoute] => [route.operation, form, route]),
);

/** A request that sends the same bytes for each image of a route. */
export function sending(form: ImageForm, { images }: ImageRoute, bytes: Buffer): Ask {
  if (form === 'raw') return { method: 'POST', payload: bytesOf(bytes), headers: { 'content-type': 'image/png' } };
  if (form === 'multipart') return { method: 'POST', payload: formWith(images.map((name) => [name, bytes])) };
  return { method: 'POST', body: Object.fromEntries(images.map((name) => [name, inJson(bytes)])) };
}

/** A multipart form with images and fields. */
export function formWith(
  images: readonly (readonly [name: string, bytes: Buffer])[],
  fields: Readonly<Record<string, string>> = {},
): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const [name, bytes] of images) form.append(name, new Blob([bytesOf(bytes)], { type: 'image/png' }), 'photo.png');
  return form;
}

export function inJson(bytes: Buffer): { bytes: string } {
  return { bytes: bytes.toString('base64') };
}

export function bytesOf(bytes: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

/** A portrait of a person, padded to `bytes` with an unknown PNG chunk. */
export function imageOf(person: string, bytes?: number): Buffer {
  const image = portrait(person, 7);
  if (bytes === undefined) return image;
  const chunk = Buffer.alloc(bytes - image.length);
  chunk.writeUInt32BE(chunk.length - 12, 0);
  chunk.write('paDd', 4, 'latin1');
  return Buffer.concat([image, chunk]);
}
