/** How many cases a long suite runs: `full` with TEST_COUNTS=full, which `.ci/run full` sets, else `usual`. */
export function caseCount(usual: number, full: number): number {
  return process.env['TEST_COUNTS'] === 'full' ? full : usual;
}
