/**
 * Whether a text matches a pattern: `*` matches any characters, `?` exactly one. Runs in O(pattern × text) for every
 * pattern.
 */
export function matchesWildcards(pattern: string, text: string): boolean {
  let [at, textAt] = [0, 0];
  /** Backtracking position: lets the last star match one more character. */
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
