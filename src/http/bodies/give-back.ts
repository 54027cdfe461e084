/**
 * Frees the memory of unused chunks immediately. V8 reclaims memory outside its heap only after 64 MB of new
 * allocations, more than a small container can spare.
 *
 * Skips chunks that share their ArrayBuffer with others or are already freed.
 */
export function giveBack(chunks: readonly Buffer[]): void {
  for (const { buffer, byteLength } of chunks) {
    const isItsOwn = buffer instanceof ArrayBuffer && !buffer.detached && buffer.byteLength === byteLength;
    if (isItsOwn) buffer.transfer(0);
  }
}
