import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';

import { Failure } from '../../failures/failure.js';
import { giveBack, JoinedChunks, ownsMemory } from './body-reader.js';
import { IMAGE_LIMIT_BYTES } from './body-rules.js';
import { pointerStep } from './pointer.js';

export interface Form {
  /** Fields with the same name become an array, in order of arrival. */
  readonly fields: Readonly<Record<string, string | string[]>>;
  readonly images: Readonly<Record<string, Buffer>>;
}

/** More than any operation needs, including repeated fields such as `attributes`. */
const MAX_FIELDS = 32;
const FIELD_LIMIT_BYTES = 2_048;
const PART_HEAD_LIMIT_BYTES = 2_048;
const MAX_PART_HEADERS = 8;

/**
 * Parses `multipart/form-data` as it arrives. Only the name decides what a part is: parts named in `imageNames` are
 * images, whatever their content type or file name, and all others are fields. A field with a file name is an image
 * under a wrong name.
 */
export class MultipartReader {
  private readonly busboy: BusboyInstance;
  private readonly fields = new Map<string, string[]>();
  private readonly images = new Map<string, JoinedChunks>();
  private readonly chunks: Buffer[] = [];
  private failure: Failure | undefined;
  private onFailure: () => void = () => undefined;

  /** @throws Failure malformed-multipart if the content type has no valid boundary. */
  constructor(
    contentType: string,
    private readonly imageNames: readonly string[],
    private readonly imageLimitBytes: number,
  ) {
    this.busboy = busboyFor(contentType, imageNames);
    this.busboy.on('field', (name, value, _nameTruncated, truncated) => {
      if (truncated) this.refuse(name, 'is too long for an option');
      this.fields.set(name, [...(this.fields.get(name) ?? []), value]);
    });
    this.busboy.on('file', (name, stream) => {
      if (imageNames.includes(name)) {
        this.takeImage(name, stream);
        return;
      }
      stream.resume();
      this.refuse(name, 'is not the name of a file');
    });
    this.busboy.on('partsLimit', () => this.fail('body-too-large'));
    this.busboy.on('fieldsLimit', () => this.fail('body-too-large'));
    this.busboy.on('filesLimit', () => this.fail('malformed-multipart'));
    this.busboy.on('error', () => this.fail('malformed-multipart'));
  }

  write(chunk: Buffer): void {
    // Busboy passes parts of it on, perhaps later. Parts of shared memory are not kept: there may be one for each byte.
    if (ownsMemory(chunk)) this.chunks.push(chunk);
    this.busboy.write(chunk);
    if (this.failure !== undefined) throw this.failure;
  }

  /** @throws Failure malformed-multipart, body-too-large, image-too-large */
  async end(): Promise<Form> {
    await new Promise<void>((resolve) => {
      this.onFailure = resolve;
      this.busboy.once('finish', resolve);
      this.busboy.end();
    });
    if (this.failure !== undefined) throw this.failure;
    giveBack(this.chunks);
    const fields = [...this.fields].map(([name, values]) => [name, values.length === 1 ? values[0] : values] as const);
    const images = [...this.images].map(([name, { bytes }]) => [name, bytes] as const);
    return { fields: Object.fromEntries(fields) as Form['fields'], images: Object.fromEntries(images) };
  }

  /** Frees the memory of a form that is rejected. */
  release(): void {
    giveBack(this.chunks);
    for (const image of this.images.values()) image.release();
  }

  private takeImage(name: string, stream: BusboyFileStream): void {
    if (this.images.has(name)) this.fail('malformed-multipart');
    const image = new JoinedChunks(this.imageLimitBytes);
    this.images.set(name, image);
    stream.on('data', (chunk: Buffer) => image.take(chunk));
    stream.on('limit', () => this.fail('image-too-large'));
    stream.on('error', () => this.fail('malformed-multipart'));
  }

  /** Says what the parts with images are called, because that is what most wrong parts were meant to be. */
  private refuse(name: string, fault: string): void {
    const names = this.imageNames.join(', ');
    const errors = [{ pointer: pointerStep(name), detail: `${fault}: a file must be in a part named ${names}` }];
    this.failure ??= new Failure('validation-failed', { errors });
    this.onFailure();
  }

  private fail(code: 'malformed-multipart' | 'body-too-large' | 'image-too-large'): void {
    this.failure ??= new Failure(code);
    this.onFailure();
  }
}

function busboyFor(contentType: string, imageNames: readonly string[]): BusboyInstance {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      isPartAFile: (name, _type, fileName) => imageNames.includes(name ?? '') || fileName !== undefined,
      limits: {
        // One more, so that a file under another name is seen.
        files: imageNames.length + 1,
        fileSize: IMAGE_LIMIT_BYTES,
        fields: MAX_FIELDS,
        fieldSize: FIELD_LIMIT_BYTES,
        parts: MAX_FIELDS + imageNames.length,
        headerPairs: MAX_PART_HEADERS,
        headerSize: PART_HEAD_LIMIT_BYTES,
      },
    });
  } catch {
    const detail = 'The Content-Type multipart/form-data has no valid boundary. Let your HTTP client set the header.';
    throw new Failure('malformed-multipart', { detail });
  }
}
