import { afterAll, expect } from '@jest/globals';

/** The ids of the keys of test tenants, in which the key stands on purpose, such as `id-of-acme-key`. */
const KEY_IDS = /id-of-[A-Za-z0-9._-]+/g;
/** Shorter words stand in texts by chance. */
const SHORTEST = 8;

/** What was found by whoever had to end first: a suite that stops half-way leaves servers behind. */
const leaks: string[] = [];

afterAll(() => expect(leaks.splice(0)).toEqual([]));

/** Words that may be said to the service and must turn up nowhere else. */
export class Canaries {
  private readonly words = new Set<string>();

  note(word: string | undefined): void {
    if (word !== undefined && word.length >= SHORTEST) this.words.add(word);
  }

  /** Fails the suite at its end if one of them stands in the text. */
  refuseIn(text: string, place: string): void {
    leaks.push(...this.in(text).map((word) => `${place} tell ${word}`));
  }

  /** Those that stand in a text, plain, percent-encoded or in base64. */
  in(text: string): string[] {
    const searched = text.replaceAll(KEY_IDS, '');
    return [...this.words].filter((word) => formsOf(word).some((form) => searched.includes(form)));
  }
}

/** Base64 begins anew every three bytes, so the first ones tell whether it stands at the beginning of something. */
function formsOf(word: string): string[] {
  return [word, encodeURIComponent(word), Buffer.from(word).toString('base64').replace(/=+$/, '')];
}
