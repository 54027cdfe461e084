import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { probe } from './probe.js';
import { NOT_ASKED, QUESTIONS } from './questions.js';

const USAGE = `Usage: npm run probe -- --region REGION --images FOLDER

Asks Amazon Rekognition about the engine's assumptions, with the credentials of the environment. FOLDER holds
ann.1.jpg (or .png), a good picture of one person. A run takes under ten minutes and costs less than a dollar
(about 110 images at the price of IndexFaces). Its collection begins with rekognition-facade-probe- and is
deleted at the end. Exit code: 0 if every assumption holds, 1 if one does not, 2 for wrong usage.
`;
const MAX_RUN_MS = 9.5 * 60_000;
const USAGE_ERROR = 2;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { region: { type: 'string' }, images: { type: 'string' } } });
  const { region, images } = values;
  if (region === undefined || images === undefined) {
    process.stderr.write(USAGE);
    return USAGE_ERROR;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(MAX_RUN_MS)]);
  const wait = (delayMs: number) => setTimeout(delayMs, undefined, { signal });
  const findings = await probe(
    { config: { region }, images, wait },
    {
      signal,
      report: ({ assumption, holds, expected, found }) =>
        process.stdout.write(
          holds
            ? `holds      ${assumption}: ${found}\n`
            : `DIFFERS    ${assumption}: expected ${expected}, found ${found}\n`,
        ),
    },
  );
  for (const [assumption, reason] of Object.entries(NOT_ASKED))
    process.stdout.write(`not asked  ${assumption}: ${reason}\n`);
  const held = findings.filter(({ holds }) => holds).length;
  process.stdout.write(
    `${held} of ${QUESTIONS.length} assumptions hold; ${Object.keys(NOT_ASKED).length} were not asked\n`,
  );
  return held === QUESTIONS.length ? 0 : 1;
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
