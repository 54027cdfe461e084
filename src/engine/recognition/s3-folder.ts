import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { IMAGE_BYTES_BEYOND_LIMIT, VERSION_OF_UNVERSIONED_OBJECT } from '../assumptions.js';
import { WireError } from '../protocol/wire-error.js';

/** Names an object as a request does. */
export interface S3ObjectName {
  readonly Bucket?: string;
  readonly Name?: string;
  readonly Version?: string;
}

/** @source Amazon Rekognition, "Guidelines and quotas": images of 15 MB as S3 objects; MB as in the model's 5 MB */
const OBJECT_LIMIT_BYTES = 15 * 1024 * 1024;

/**
 * Reads FOLDER/BUCKET/NAME in the place of an S3 object. Nothing outside the folder is ever read, wherever a name or
 * a symbolic link may lead.
 *
 * @param folder without one there are no objects at all.
 * @throws InvalidS3ObjectException for what is not there, ImageTooLargeException beyond 15 MB.
 */
export function readS3Object(folder: string | undefined, object: S3ObjectName): Buffer {
  const file = folder === undefined ? undefined : fileOf(folder, object);
  const stats = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false });
  if (file === undefined || !stats?.isFile()) throw unreadable();
  if (stats.size > OBJECT_LIMIT_BYTES)
    throw new WireError(IMAGE_BYTES_BEYOND_LIMIT, `The image is larger than ${OBJECT_LIMIT_BYTES} bytes`);
  try {
    return readFileSync(file);
  } catch {
    throw unreadable();
  }
}

/** The file with every link resolved. Undefined when there is none, or it lies outside the folder. */
function fileOf(folder: string, { Bucket, Name, Version }: S3ObjectName): string | undefined {
  if (Bucket === undefined || Name === undefined) return undefined;
  if (Version !== undefined && Version !== VERSION_OF_UNVERSIONED_OBJECT) return undefined;
  // An object's name is no path: only one that a file system cannot read otherwise stands for a file.
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

function unreadable(): WireError {
  return new WireError(
    'InvalidS3ObjectException',
    'Unable to get object metadata from S3. Check object key, region and/or access permissions.',
  );
}
