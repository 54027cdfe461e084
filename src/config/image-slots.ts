import { totalmem } from 'node:os';

const MEBIBYTE = 1_024 * 1_024;
/** Above this share of its limit, a container is close to being killed. */
const USABLE_SHARE = 0.85;
/** Memory of the service itself, including 64 MiB of external memory that V8 allows before collecting. */
const OWN_BYTES = 192 * MEBIBYTE;
/**
 * Memory of the largest image (5 MiB) from the first byte received until its call ends: its bytes and those of the request
 * to Rekognition are 12 MiB, before the base64 of a JSON body is decoded it is as much; the rest is in buffers of sockets.
 */
const IMAGE_BYTES = 16 * MEBIBYTE;
const MIN_SLOTS = 2;
const MAX_SLOTS = 16;

/** The number of images that fit in memory at the same time. */
export function imageSlotsIn(memoryLimitBytes: number): number {
  const forImages = USABLE_SHARE * memoryLimitBytes - OWN_BYTES;
  return Math.min(MAX_SLOTS, Math.max(MIN_SLOTS, Math.floor(forImages / IMAGE_BYTES)));
}

/** The container's memory limit, or the machine's memory. */
export function memoryLimitBytes(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
