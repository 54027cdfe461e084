/**
 * Reads a stream to its end. Leaving it early closes its connection.
 *
 * @param tooLarge creates the error for more than `limitBytes`.
 */
export async function readWithin(
  stream: AsyncIterable<Uint8Array>,
  limitBytes: number,
  tooLarge: () => Error,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > limitBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
