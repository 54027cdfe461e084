import { inflateSync } from 'node:zlib';

/** The contents of an image file's headers; pixels are not decoded. */
export interface ImageHeader {
  readonly width: number;
  readonly height: number;
  readonly comments: readonly string[];
  /** Whether the file has its end marker. */
  readonly isWhole: boolean;
}

/** Longer comments are ignored. */
const MAX_COMMENT_BYTES = 64 * 1024;

/** Returns undefined for anything but JPEG and PNG. */
export function readImageHeader(bytes: Buffer): ImageHeader | undefined {
  return readJpeg(bytes) ?? readPng(bytes);
}

/** UTF-8, or Latin-1 if the bytes are not UTF-8: older programs write it, and the PNG specification asks for it. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}

const JPEG_COMMENT = 0xfe;
const JPEG_SCAN = 0xda;
const JPEG_END = Buffer.from([0xff, 0xd9]);
/** The start-of-frame markers. The other markers from C0 to CF define tables or are reserved. */
const JPEG_FRAMES = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);

function readJpeg(bytes: Buffer): ImageHeader | undefined {
  const { segments, end } = jpegSegments(bytes);
  const frame = segments.find(({ marker, content }) => JPEG_FRAMES.has(marker) && content.length >= 5)?.content;
  return (
    frame && {
      height: frame.readUInt16BE(1),
      width: frame.readUInt16BE(3),
      comments: segments.filter(({ marker }) => marker === JPEG_COMMENT).map(({ content }) => textOf(content)),
      isWhole: bytes.includes(JPEG_END, end),
    }
  );
}

/** Returns the segments before the image data and where they end; none if the bytes are not a JPEG. */
function jpegSegments(bytes: Buffer): { segments: { marker: number; content: Buffer }[]; end: number } {
  const segments: { marker: number; content: Buffer }[] = [];
  if (bytes.length < 4 || bytes.readUIntBE(0, 3) !== 0xffd8ff) return { segments, end: 0 };
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes.readUInt8(at + 1);
    if (marker === JPEG_SCAN || marker === JPEG_END[1]) break;
    const padding = marker === 0xff;
    const length = padding ? -1 : Math.max(2, bytes.readUInt16BE(at + 2));
    if (!padding) segments.push({ marker, content: bytes.subarray(at + 4, at + 2 + length) });
    at += 2 + length;
  }
  return { segments, end: at };
}

const PNG_SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const PNG_HEADER_BYTES = 33;
const PNG_COMMENTS: Readonly<Record<string, (content: Buffer) => string | undefined>> = {
  tEXt: (content) => textOf(afterNull(content)),
  zTXt: (content) => inflatedText(afterNull(content).subarray(1)),
  iTXt: (content) => {
    const [isCompressed, , ...rest] = afterNull(content);
    const text = afterNull(afterNull(Buffer.from(rest)));
    return isCompressed ? inflatedText(text) : textOf(text);
  },
};

function readPng(bytes: Buffer): ImageHeader | undefined {
  if (bytes.length < PNG_HEADER_BYTES || !bytes.subarray(0, 8).equals(PNG_SIGNATURE)) return undefined;
  if (bytes.toString('latin1', 12, 16) !== 'IHDR') return undefined;
  const comments: string[] = [];
  let isWhole = false;
  for (let at = PNG_HEADER_BYTES; at + 12 <= bytes.length && !isWhole;) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const read = Object.hasOwn(PNG_COMMENTS, type) && length <= MAX_COMMENT_BYTES ? PNG_COMMENTS[type] : undefined;
    const comment = read?.(bytes.subarray(at + 8, at + 8 + length));
    if (comment !== undefined) comments.push(comment);
    isWhole = type === 'IEND';
    at += 12 + length;
  }
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), comments, isWhole };
}

function afterNull(bytes: Buffer): Buffer {
  return bytes.subarray(bytes.indexOf(0) + 1);
}

/** Returns undefined if the text cannot be decompressed or is too long. */
function inflatedText(compressed: Uint8Array): string | undefined {
  try {
    return textOf(inflateSync(compressed, { maxOutputLength: MAX_COMMENT_BYTES }));
  } catch {
    return undefined;
  }
}
