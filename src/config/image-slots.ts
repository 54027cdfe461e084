import { totalmem } from 'node:os';

const MEBIBYTE = 1_024 * 1_024;
/** Memory of the service itself, including 64 MiB of external memory that V8 allows before collecting. */
const OWN_BYTES = 192 * MEBIBYTE;
/** Memory of the largest image in all its forms, from the first byte received until its call ends. */
const IMAGE_BYTES = 32 * MEBIBYTE;
const MIN_SLOTS = 2;
const MAX_SLOTS = 16;

/** The number of images that fit in memory at the same time. */
export function imageSlotsIn(memoryLimitBytes: number): number {
  return Math.min(MAX_SLOTS, Math.max(MIN_SLOTS, Math.floor((memoryLimitBytes - OWN_BYTES) / IMAGE_BYTES)));
}

/** The container's memory limit, or the machine's memory. */
export function memoryLimitBytes(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
