/**
 * Whether a text matches a pattern in which `*` stands for any characters and `?` for any one. Takes no longer than the
 * product of both lengths, however the stars stand.
 */
export function matchesWildcards(pattern: string, text: string): boolean {
  let [at, textAt] = [0, 0];
  /** Where to go on when the last star has to take one character more. */
  let [afterStar, starEnd] = [-1, 0];
  while (textAt < text.length) {
    const character = pattern[at];
    if (character === '*') {
      at += 1;
      [afterStar, starEnd] = [at, textAt];
    } else if (character === '?' || character === text[textAt]) {
      at += 1;
      textAt += 1;
    } else if (afterStar >= 0) {
      starEnd += 1;
      [at, textAt] = [afterStar, starEnd];
    } else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}
