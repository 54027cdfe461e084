import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Assumptions } from '../assumptions.js';
import { WireError } from '../protocol/wire-error.js';

/** The `S3Object` of a request. */
export interface S3ObjectName {
  readonly Bucket?: string;
  readonly Name?: string;
  readonly Version?: string;
}

/** The settings for reading images. Without `s3Folder` there are no S3 objects. */
export interface ImageSettings {
  readonly s3Folder?: string;
  readonly assumptions: Assumptions;
}

/** @source Amazon Rekognition, "Guidelines and quotas": images of 15 MB as S3 objects; MB as in the model's 5 MB */
const OBJECT_LIMIT_BYTES = 15 * 1024 * 1024;

/**
 * Reads FOLDER/BUCKET/NAME as an S3 object. Files outside the folder are never read, whatever the name or a symbolic
 * link says.
 *
 * @throws InvalidS3ObjectException if there is no such object, ImageTooLargeException over 15 MB
 */
export function readS3Object({ s3Folder, assumptions }: ImageSettings, object: S3ObjectName): Buffer {
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
function fileOf(folder: string, { Bucket, Name }: S3ObjectName): string | undefined {
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
