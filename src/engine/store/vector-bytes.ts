/** Converts a vector to SQLite's representation. */
export function bytesOf(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** Copies, because SQLite's buffers need not be aligned for floats. */
export function floatsOf(vector: unknown): Float32Array {
  return new Float32Array(Uint8Array.from(vector as Uint8Array).buffer);
}
