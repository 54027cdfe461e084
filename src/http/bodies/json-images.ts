import { randomUUID } from 'node:crypto';

import type { Parts } from '../../resilience/time/long-work.js';
import { giveBack } from './body-reader.js';

/** A body in JSON whose images were taken out and decoded. */
export interface WithoutImages {
  /** A copy of the body with a unique text in place of each image. */
  readonly json: Buffer;
  /** The images by these texts. */
  readonly images: ReadonlyMap<string, Buffer>;
}

const BACKSLASH = '\\'.charCodeAt(0);
/** The name of the member of an image that has its bytes. */
const NAME = '"bytes"';
/** What may precede its value, at most. More white space than that is valid too, but unusual. */
const COLON = /^[ \t\r\n]{0,16}:[ \t\r\n]{0,16}"/;
const MAX_COLON_LENGTH = 34;
/** More than any operation takes. The rest stays in the body. */
const MAX_IMAGES = 4;
/** Larger texts take four times the garbage collection. */
const PART_CHARACTERS = 64 * 1_024;

/** As in `image.dto.ts`, for texts in JSON. The longest is 220 characters and may have a backslash before each slash. */
const DATA_URL = /^data:(?:[ !#-+\--[\]-~]|\\\/){0,200};base64,/i;
const MAX_DATA_URL_LENGTH = 420;
const PADDING = /={0,2}(?: |\\[nrt]){0,14}$/;
const MAX_PADDING_LENGTH = 16;

/**
 * Decodes the images of a body, whose text JSON.parse would copy twice and validation search for other letters: in all four
 * times the size of the image, and 50 ms. What is no base64 stays in the body, so that validation says what is wrong.
 */
export function* withoutImages(body: Buffer): Parts<WithoutImages> {
  const images = new Map<string, Buffer>();
  const kept: Buffer[] = [];
  let keptTo = 0;
  let at = body.indexOf(NAME);
  for (let count = 0; at >= 0 && count < MAX_IMAGES; count += 1) {
    const [start, end] = valueOf(body, at);
    const image = end < 0 ? undefined : yield* decoded(body.subarray(start, end));
    if (image !== undefined) {
      const id = randomUUID();
      images.set(id, image);
      kept.push(body.subarray(keptTo, start), Buffer.from(id));
      keptTo = end;
    }
    at = body.indexOf(NAME, Math.max(keptTo, at + NAME.length));
  }
  return { json: Buffer.concat([...kept, body.subarray(keptTo)]), images };
}

/** Start and end of the text that is the value of the member whose name is at `at`; the end is -1 if there is none. */
function valueOf(body: Buffer, at: number): readonly [start: number, end: number] {
  const nameEnd = at + NAME.length;
  const colon = COLON.exec(body.toString('latin1', nameEnd, nameEnd + MAX_COLON_LENGTH));
  // After a backslash, it is the end of a longer name.
  if (colon === null || body[at - 1] === BACKSLASH) return [0, -1];
  const start = nameEnd + colon[0].length;
  return [start, body.indexOf('"', start)];
}

/** Returns undefined unless the text is base64 with nothing but spaces, `\n`, `\r`, `\t` and `\/`, as it stands in JSON. */
function* decoded(text: Buffer): Parts<Buffer | undefined> {
  const [prefix = ''] = DATA_URL.exec(text.toString('latin1', 0, MAX_DATA_URL_LENGTH)) ?? [];
  const tail = text.toString('latin1', Math.max(prefix.length, text.length - MAX_PADDING_LENGTH));
  const end = text.length - (PADDING.exec(tail)?.[0].length ?? 0);
  const image = Buffer.allocUnsafeSlow(Math.floor((3 * (end - prefix.length)) / 4));
  let [written, rest] = [0, ''];
  for (let from = prefix.length, to; from < end; from = to) {
    to = Math.min(from + PART_CHARACTERS, end);
    if (to < end && text[to - 1] === BACKSLASH) to -= 1;
    const letters = rest + withoutEscapes(text.toString('latin1', from, to));
    const length = to < end ? letters.length - (letters.length % 4) : letters.length;
    const bytes = image.write(letters.slice(0, length), written, 'base64');
    // Other letters are left out.
    if (bytes !== Math.floor((3 * length) / 4) || length % 4 === 1) {
      giveBack([image]);
      return undefined;
    }
    written += bytes;
    rest = letters.slice(length);
    if (to < end) yield;
  }
  return image.subarray(0, written);
}

function withoutEscapes(text: string): string {
  return /[ \\]/.test(text) ? text.replace(/ |\\[nrt/]/g, (match) => (match === '\\/' ? '/' : '')) : text;
}
