import { totalmem } from 'node:os';

const MEBIBYTE = 1_024 * 1_024;
/** What the service takes for itself, and 64 MiB that V8 lets pile up outside its heap before it looks. */
const OWN_BYTES = 192 * MEBIBYTE;
/** One image at its largest, in all the forms in which it is held from the first byte to the last of its call. */
const IMAGE_BYTES = 32 * MEBIBYTE;
const LEAST = 2;
const MOST = 16;

/** How many images may be in memory at once, of the memory that the process may use. */
export function imageSlotsIn(memoryLimitBytes: number): number {
  return Math.min(MOST, Math.max(LEAST, Math.floor((memoryLimitBytes - OWN_BYTES) / IMAGE_BYTES)));
}

/** The container's limit, or the machine's memory where there is none. */
export function memoryLimitBytes(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
