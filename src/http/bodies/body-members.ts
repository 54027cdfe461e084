import { Failure } from '../../failures/failure.js';
import type { ReceivedBody } from './bodies.js';
import { giveBack } from './body-reader.js';
import type { BodyRules } from './body-rules.js';
import type { WithoutImages } from './json-images.js';

interface BodyMembers {
  readonly members: unknown;
  /** Whether all members except images are strings, because forms have no other types. */
  readonly textual: boolean;
}

/** The bytes of an image. A function, because class-transformer copies buffers. */
export type ImageBytes = () => Buffer;

/**
 * Binary images become `{ bytes }` under their JSON name. Frees the JSON buffer.
 *
 * @throws Failure malformed-json
 */
export function membersOf(body: ReceivedBody | undefined, { images }: BodyRules): BodyMembers {
  if (body === undefined) return { members: {}, textual: false };
  // Some clients send `null` where they leave the body out.
  if (body.form === 'json') return { members: parsedOnce(body) ?? {}, textual: false };
  const [only = ''] = images;
  const brought = body.form === 'image' ? { [only]: body.bytes } : body.images;
  const fields = body.form === 'image' ? {} : body.fields;
  const bytes = Object.entries(brought).map(
    ([name, image]) => [name, { bytes: (() => image) satisfies ImageBytes }] as const,
  );
  return { members: { ...fields, ...Object.fromEntries(bytes) }, textual: true };
}

function parsedOnce({ json, images }: WithoutImages): unknown {
  try {
    return parseJson(json, images);
  } finally {
    giveBack([json]);
  }
}

/** Maximum count of each of `,`, `[` and `{`. Valid requests have fewer; parsing more would block the event loop. */
const MAX_VALUES = 16_384;

/**
 * @param images replace the texts that stand for them, as ImageBytes.
 * @throws Failure malformed-json, also for a `__proto__` member; body-too-large above MAX_VALUES.
 */
export function parseJson(body: Buffer, images: WithoutImages['images'] = new Map()): unknown {
  const received = (key: string, value: unknown): unknown => {
    if (key === '__proto__') throw new SyntaxError();
    const image = images.get(value as string);
    return image === undefined ? value : () => image;
  };
  if ([',', '[', '{'].some((mark) => isFrequent(mark, body))) throw new Failure('body-too-large');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body), received);
  } catch {
    throw new Failure('malformed-json');
  }
}

function isFrequent(mark: string, body: Buffer): boolean {
  let at = -1;
  for (let count = 0; count <= MAX_VALUES; count += 1) {
    at = body.indexOf(mark, at + 1);
    if (at < 0) return false;
  }
  return true;
}
