import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { compactVerify, createLocalJWKSet, errors, type JSONWebKeySet } from 'jose';

import { newReceiptKey } from '../config/erasure-settings.js';
import { digestOf, type ReceiptClaims } from '../people/receipts.js';

const USAGE = `Usage: npm run receipt -- verify FILE --jwks FILE|URL [--salt SALT --user-id ID --face-id ID…]
       npm run receipt -- new-key

verify   checks the signature of an erasure's receipt and prints what it says. FILE has the receipt, or the erasure as
         the service answered it. Also checks that the receipt is that of the given user and faces; --salt is that of the
         erasure, by default the one in FILE.
new-key  prints a key set for RECEIPT_KEYS_FILE. To replace a key, put the new one first and keep the old one.

Exits with 0 if the receipt is valid, 1 if it is not, 2 if it cannot be checked.`;

const FETCH_MS = 10_000;
const NOT_VALID = 1;
const CANNOT_CHECK = 2;

/** The receipt is invalid, or does not match the given ids. */
class ReceiptInvalid extends Error {}

try {
  console.log(await run());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof ReceiptInvalid || error instanceof errors.JOSEError ? NOT_VALID : CANNOT_CHECK;
}

async function run(): Promise<string> {
  const one = { type: 'string' } as const;
  const options = { jwks: one, salt: one, 'user-id': one, 'face-id': { ...one, multiple: true } } as const;
  const { positionals, values } = parseArgs({ allowPositionals: true, options });
  const [command, file] = positionals;
  if (command === 'new-key') return JSON.stringify({ keys: [newReceiptKey()] }, null, 2);
  if (command !== 'verify' || file === undefined || values.jwks === undefined) throw new Error(USAGE);
  const text = (await readFile(file, 'utf8')).trim();
  const erasure = text.startsWith('{') ? (JSON.parse(text) as AnsweredErasure) : { receipt: text };
  const claims = await verified(erasure.receipt, await keysAt(values.jwks));
  const userIds = [values['user-id']].flatMap((id) => id ?? []);
  checkIds(claims, values.salt ?? erasure.salt, userIds, values['face-id'] ?? []);
  return `The signature is valid.\n${JSON.stringify(claims, null, 2)}`;
}

interface AnsweredErasure {
  readonly receipt?: string;
  readonly salt?: string;
}

async function verified(receipt = '', keys: JSONWebKeySet): Promise<ReceiptClaims> {
  const { payload } = await compactVerify(receipt, createLocalJWKSet(keys), { algorithms: ['EdDSA'] });
  const claims = JSON.parse(new TextDecoder().decode(payload)) as Partial<ReceiptClaims>;
  if (claims.type !== 'rekognition-erasure') throw new ReceiptInvalid('The document is not a receipt of an erasure.');
  return claims as ReceiptClaims;
}

async function keysAt(place: string): Promise<JSONWebKeySet> {
  const isUrl = /^https?:/.test(place);
  const answer = isUrl ? await fetch(place, { signal: AbortSignal.timeout(FETCH_MS) }) : undefined;
  return JSON.parse(answer === undefined ? await readFile(place, 'utf8') : await answer.text()) as JSONWebKeySet;
}

/** @throws ReceiptInvalid if an id is not in the receipt. */
function checkIds(
  { user, faces }: ReceiptClaims,
  salt: string | undefined,
  userIds: readonly string[],
  faceIds: readonly string[],
): void {
  if (userIds.length + faceIds.length === 0) return;
  if (salt === undefined) throw new Error('Checking ids needs --salt.');
  const [users, digests] = [userIds, faceIds].map((ids) => ids.map((id) => ({ id, digest: digestOf(salt, id) })));
  const missing = [
    ...(users ?? []).filter(({ digest }) => digest !== user.digest),
    ...(digests ?? []).filter(({ digest }) => !faces.includes(digest)),
  ];
  if (missing.length > 0) throw new ReceiptInvalid(`Not in the receipt: ${missing.map(({ id }) => id).join(', ')}`);
}
