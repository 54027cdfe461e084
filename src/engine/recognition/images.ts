import { createHash } from 'node:crypto';
import { WireError } from '../protocol/wire-error.js';
import { readS3Object, type ImageSettings, type S3ObjectName } from './s3-folder.js';

/** A face according to the image's comment. */
export interface Person {
  readonly name: string;
  /** 0 to 100. */
  readonly quality: number;
}

/** A parsed image. */
export interface Picture {
  readonly hash: Buffer;
  readonly people: readonly Person[];
}

interface Header {
  readonly width: number;
  readonly height: number;
  readonly comments: readonly string[];
}

/** @source Amazon Rekognition, "Guidelines and quotas": images of at least 80 pixels in height and width */
const MIN_SIDE_PIXELS = 80;
const DEFAULT_QUALITY = 95;

/** The `Image` of a request. */
export interface ImageInput {
  readonly Bytes?: Buffer;
  readonly S3Object?: S3ObjectName;
}

/**
 * Reads the image of a request.
 *
 * @throws InvalidParameterException, InvalidS3ObjectException, ImageTooLargeException, InvalidImageFormatException
 */
export function pictureOf({ Bytes, S3Object }: ImageInput, settings: ImageSettings): Picture {
  if (Bytes && !S3Object) return readPicture(Bytes);
  if (S3Object && !Bytes) return readPicture(readS3Object(settings, S3Object));
  throw new WireError('InvalidParameterException', 'Image must have exactly one of Bytes and S3Object');
}

/**
 * Reads format, size and faces from an image's headers; pixels are not decoded.
 *
 * The comment (JPEG COM, PNG tEXt) `faces=ann,bob` lists the faces. `bob:30` has quality 30 instead of 95, and `faces=`
 * means no face. Without the comment the image shows one face, derived from its bytes.
 *
 * @throws InvalidImageFormatException for anything but JPEG and PNG; InvalidParameterException below 80×80 pixels
 */
export function readPicture(bytes: Buffer): Picture {
  const header = readJpeg(bytes) ?? readPng(bytes);
  if (!header) throw new WireError('InvalidImageFormatException', 'Request has invalid image format');
  if (Math.min(header.width, header.height) < MIN_SIDE_PIXELS)
    throw new WireError('InvalidParameterException', 'The image is smaller than 80 by 80 pixels');
  const hash = createHash('sha256').update(bytes).digest();
  const comment = header.comments.find((text) => text.startsWith('faces='));
  return {
    hash,
    people: comment === undefined ? [{ name: hash.toString('hex'), quality: DEFAULT_QUALITY }] : peopleOf(comment),
  };
}

function peopleOf(comment: string): Person[] {
  return comment
    .slice('faces='.length)
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [, name = part, quality] = /^(.+):(\d{1,3})$/.exec(part) ?? [];
      return { name, quality: quality === undefined ? DEFAULT_QUALITY : Math.min(100, Number(quality)) };
    });
}

const JPEG_COMMENT = 0xfe;
const JPEG_SCAN = 0xda;
/** The start-of-frame markers. The other markers from C0 to CF define tables or are reserved. */
const JPEG_FRAMES = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);

function readJpeg(bytes: Buffer): Header | undefined {
  const segments = jpegSegments(bytes);
  const frame = segments.find(({ marker, content }) => JPEG_FRAMES.has(marker) && content.length >= 5)?.content;
  return (
    frame && {
      height: frame.readUInt16BE(1),
      width: frame.readUInt16BE(3),
      comments: segments.filter(({ marker }) => marker === JPEG_COMMENT).map(({ content }) => content.toString()),
    }
  );
}

/** Returns the segments before the image data, or [] if the bytes are not a JPEG. */
function jpegSegments(bytes: Buffer): { marker: number; content: Buffer }[] {
  const segments: { marker: number; content: Buffer }[] = [];
  if (bytes.length < 4 || bytes.readUIntBE(0, 3) !== 0xffd8ff) return segments;
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes.readUInt8(at + 1);
    if (marker === JPEG_SCAN) break;
    const padding = marker === 0xff;
    const length = padding ? -1 : Math.max(2, bytes.readUInt16BE(at + 2));
    if (!padding) segments.push({ marker, content: bytes.subarray(at + 4, at + 2 + length) });
    at += 2 + length;
  }
  return segments;
}

const PNG_SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const PNG_HEADER_BYTES = 33;

function readPng(bytes: Buffer): Header | undefined {
  if (bytes.length < PNG_HEADER_BYTES || !bytes.subarray(0, 8).equals(PNG_SIGNATURE)) return undefined;
  if (bytes.toString('latin1', 12, 16) !== 'IHDR') return undefined;
  const comments: string[] = [];
  for (let at = PNG_HEADER_BYTES; at + 8 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'tEXt') {
      const text = bytes.toString('latin1', at + 8, at + 8 + length);
      comments.push(text.slice(text.indexOf('\0') + 1));
    }
    at += 12 + length;
  }
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), comments };
}
