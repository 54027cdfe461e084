/** The ids of the keys of test tenants, in which the key stands on purpose, such as `id-of-acme-key`. */
const KEY_IDS = /id-of-[A-Za-z0-9._-]+/g;
/** Shorter words stand in texts by chance. */
const SHORTEST = 8;

/** Words that may be said to the service and must turn up nowhere else. */
export class Canaries {
  private readonly words = new Set<string>();

  note(word: string | undefined): void {
    if (word !== undefined && word.length >= SHORTEST) this.words.add(word);
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
