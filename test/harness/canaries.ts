import { afterAll, expect } from '@jest/globals';

/** Ids of test keys, such as `id-of-acme-key`, which contain the key on purpose. */
const KEY_IDS = /id-of-[A-Za-z0-9._-]+/g;
/** Shorter words occur in texts by chance. */
const SHORTEST = 8;

/** Leaks found so far. Reported in afterAll, because a suite that stops in the middle leaves servers running. */
const leaks: string[] = [];

afterAll(() => expect(leaks.splice(0)).toEqual([]));

/** Secrets that are sent to the service and must not occur in its output. */
export class Canaries {
  private readonly words = new Set<string>();

  note(word: string | undefined): void {
    if (word !== undefined && word.length >= SHORTEST) this.words.add(word);
  }

  /** Fails the suite in afterAll if the text contains a canary. */
  refuseIn(text: string, place: string): void {
    leaks.push(...this.in(text).map((word) => `${place} tell ${word}`));
  }

  /** Returns the canaries in a text: plain, percent-encoded or in base64. */
  in(text: string): string[] {
    const searched = text.replaceAll(KEY_IDS, '');
    return [...this.words].filter((word) => formsOf(word).some((form) => searched.includes(form)));
  }
}

/** The base64 form matches only at the start of the encoded value (or after a multiple of three bytes). */
function formsOf(word: string): string[] {
  return [word, encodeURIComponent(word), Buffer.from(word).toString('base64').replace(/=+$/, '')];
}
