import { KeysUnusable, type SigningKey, signingKeysOf } from './signing-keys.js';

const LARGEST_BYTES = 256 * 1024;

/**
 * Fetches an issuer's keys from its configured URL. Redirects are not followed, and the size is limited.
 *
 * @param signal aborts the fetch; its reason is thrown.
 * @throws KeysUnusable if the response is not a key set.
 */
export async function fetchSigningKeys(uri: string, signal: AbortSignal): Promise<SigningKey[]> {
  const response = await answerOf(uri, signal);
  if (response.status !== 200) {
    response.body?.cancel().catch(() => undefined);
    throw new KeysUnusable(`returned status ${response.status}`);
  }
  return signingKeysOf(parsed(await bodyOf(response)));
}

async function answerOf(uri: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(uri, { signal, redirect: 'manual', headers: { accept: 'application/json' } });
  } catch (error) {
    throw signal.aborted ? error : new KeysUnusable('cannot be reached', { cause: error });
  }
}

async function bodyOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    // Leaving the loop closes the connection.
    if (bytes > LARGEST_BYTES) throw new KeysUnusable(`is larger than ${LARGEST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new KeysUnusable('is not JSON');
  }
}
