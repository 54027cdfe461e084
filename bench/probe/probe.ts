import { type AssumptionName, type Question, QUESTIONS } from './questions.js';
import { type ProbeOptions, ProbeWorld } from './world.js';

/** Result for one assumption. */
export interface Finding {
  readonly assumption: AssumptionName;
  readonly holds: boolean;
  readonly expected: string;
  readonly found: string;
}

/**
 * Asks the questions in order. A question that fails is a finding. The collection is deleted at the end, also after a
 * failure or an abort.
 */
export async function probe(
  options: ProbeOptions,
  {
    questions = QUESTIONS,
    signal,
    report,
  }: {
    readonly questions?: readonly Question[];
    readonly signal?: AbortSignal;
    readonly report?: (finding: Finding) => void;
  } = {},
): Promise<Finding[]> {
  const world = new ProbeWorld(options);
  const findings: Finding[] = [];
  try {
    await world.open();
    for (const { assumption, expected, ask } of questions) {
      if (signal?.aborted) break;
      const found = await ask(world).catch((error: unknown) => `no answer: ${String(error)}`);
      const finding = { assumption, holds: found === expected, expected, found };
      findings.push(finding);
      report?.(finding);
    }
  } finally {
    await world.close();
  }
  return findings;
}
