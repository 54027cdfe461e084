import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Assumptions } from '../assumptions.js';
import type { Image, S3Object } from '../protocol/rekognition-shapes.js';
import type { ValueOf } from '../protocol/shapes.js';
import { WireError } from '../protocol/wire-error.js';
import { readImageHeader } from './image-file.js';

/** A parsed image. */
export interface Picture {
  readonly hash: Buffer;
  /** The faces according to the image's comment. `quality` is 0 to 100. */
  readonly people: readonly { readonly name: string; readonly quality: number }[];
}

/** @source Amazon Rekognition, "Guidelines and quotas": images of at least 80 pixels in height and width */
const MIN_SIDE_PIXELS = 80;
/** @source Amazon Rekognition, "Guidelines and quotas": 10,000 pixels in width or height, of the operations that say so */
const MAX_SIDE_PIXELS = 10_000;
const DEFAULT_QUALITY = 95;

/** The `Image` and the `S3Object` of a request. */
export type ImageInput = ValueOf<typeof Image>;
type S3ObjectInput = ValueOf<typeof S3Object>;

/** The settings for reading images. Without `s3Folder` there are no S3 objects. */
export interface ImageSettings {
  readonly s3Folder?: string;
  readonly assumptions: Assumptions;
}

/**
 * Reads the image of a request.
 *
 * @throws InvalidParameterException, InvalidS3ObjectException, ImageTooLargeException, InvalidImageFormatException
 */
export function pictureOf({ Bytes, S3Object }: ImageInput, settings: ImageSettings): Picture {
  const { bytesAndS3Object, messages } = settings.assumptions;
  if (Bytes && S3Object && bytesAndS3Object !== 'bytes') throw new WireError(bytesAndS3Object, messages.imageSources());
  if (Bytes) return readPicture(Bytes, settings.assumptions);
  if (S3Object) return readPicture(readS3Object(settings, S3Object), settings.assumptions);
  throw new WireError('InvalidParameterException', messages.imageSources());
}

/**
 * Reads format, size and faces from an image's headers.
 *
 * The comment `faces=ann,bob` lists the faces. `bob:30` has quality 30 instead of 95, and `faces=` means no face.
 * Without the comment the image shows one face, derived from its bytes.
 *
 * @throws InvalidImageFormatException, InvalidParameterException, ImageTooLargeException
 */
export function readPicture(bytes: Buffer, assumptions: Assumptions): Picture {
  const { truncatedImage, imageBeyondPixels, messages } = assumptions;
  const header = readImageHeader(bytes);
  if (!header) throw new WireError('InvalidImageFormatException');
  if (!header.isWhole && truncatedImage !== 'accepted') throw new WireError(truncatedImage);
  const [shorter, longer] = [header.width, header.height].sort((a, b) => a - b) as [number, number];
  if (shorter < MIN_SIDE_PIXELS) throw new WireError('InvalidParameterException', messages.imageTooSmall());
  if (longer > MAX_SIDE_PIXELS && imageBeyondPixels !== 'accepted') throw new WireError(imageBeyondPixels);
  const hash = createHash('sha256').update(bytes).digest();
  const comment = header.comments.find((text) => text.startsWith('faces='));
  return {
    hash,
    people: comment === undefined ? [{ name: hash.toString('hex'), quality: DEFAULT_QUALITY }] : peopleOf(comment),
  };
}

/** Names are normalized, because a letter with an accent has two spellings in Unicode. */
function peopleOf(comment: string): Picture['people'] {
  return comment
    .normalize('NFC')
    .slice('faces='.length)
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [, name = part, quality] = /^(.+):(\d{1,3})$/.exec(part) ?? [];
      return { name, quality: quality === undefined ? DEFAULT_QUALITY : Math.min(100, Number(quality)) };
    });
}

/** @source Amazon Rekognition, "Guidelines and quotas": images of 15 MB as S3 objects; MB as in the model's 5 MB */
const OBJECT_LIMIT_BYTES = 15 * 1024 * 1024;

/**
 * Reads FOLDER/BUCKET/NAME as an S3 object. Files outside the folder are never read, whatever the name or a symbolic
 * link says.
 *
 * @throws InvalidS3ObjectException if there is no such object, ImageTooLargeException over 15 MB
 */
export function readS3Object({ s3Folder, assumptions }: ImageSettings, object: S3ObjectInput): Buffer {
  const isThere = object.Version === undefined || object.Version === assumptions.versionOfUnversionedObject;
  const file = s3Folder === undefined || !isThere ? undefined : fileOf(s3Folder, object);
  const stats = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false });
  if (file === undefined || !stats?.isFile()) throw new WireError('InvalidS3ObjectException');
  if (stats.size > OBJECT_LIMIT_BYTES) throw new WireError('ImageTooLargeException');
  try {
    return readFileSync(file);
  } catch {
    throw new WireError('InvalidS3ObjectException');
  }
}

/** Returns the path with all links resolved, or undefined if it does not exist or is outside the folder. */
function fileOf(folder: string, { Bucket, Name }: S3ObjectInput): string | undefined {
  if (Bucket === undefined || Name === undefined) return undefined;
  // Object names are not paths: names that a file system would normalize have no file.
  const parts = [Bucket, ...Name.split('/')];
  if (parts.some((part) => ['', '.', '..'].includes(part) || /[\\\0]/.test(part))) return undefined;
  try {
    const file = realpathSync(join(folder, ...parts));
    return file.startsWith(withSeparator(realpathSync(folder))) ? file : undefined;
  } catch {
    return undefined;
  }
}

function withSeparator(folder: string): string {
  return folder.endsWith(sep) ? folder : folder + sep;
}
