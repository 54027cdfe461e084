/** A vector as SQLite keeps it. */
export function bytesOf(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** Copied, since what SQLite hands out need not be aligned for floats. */
export function floatsOf(vector: unknown): Float32Array {
  return new Float32Array(Uint8Array.from(vector as Uint8Array).buffer);
}
