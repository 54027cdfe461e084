/**
 * Gives the memory of chunks that nobody uses any more back at once. V8 looks for what is left of such memory, which is
 * outside its heap, only when 64 MB of it are new: more than a small container has to spare.
 *
 * Chunks that share their memory with others, or were given back before, are left alone.
 */
export function giveBack(chunks: readonly Buffer[]): void {
  for (const { buffer, byteLength } of chunks) {
    const isItsOwn = buffer instanceof ArrayBuffer && !buffer.detached && buffer.byteLength === byteLength;
    if (isItsOwn) buffer.transfer(0);
  }
}
