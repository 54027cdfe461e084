import { splitOnce } from '../protocol/canonical-request.js';

/** Larger requests are rejected. The longest parameter is a web identity token of 20,000 characters. */
export const FORM_LIMIT_BYTES = 64 * 1024;

/** A parsed form-encoded body. */
export interface StsForm {
  readonly fields: ReadonlyMap<string, string>;
  /** Why the body is malformed. `fields` then holds the readable part. */
  readonly fault?: string;
}

/** Parses the first 64 KiB of a body. */
export function readForm(body: Uint8Array): StsForm {
  const fields = new Map<string, string>();
  const faults: string[] = [];
  const text = Buffer.from(body).toString('latin1', 0, FORM_LIMIT_BYTES);
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const [name, value] = splitOnce(pair, '=').map(decoded);
    if (name === undefined || value === undefined) faults.push('The request body is not form-encoded');
    else if (fields.has(name)) faults.push(`The parameter ${name} is given more than once`);
    else fields.set(name, value);
  }
  const [fault] = faults;
  return fault === undefined ? { fields } : { fields, fault };
}

/** Returns undefined for invalid percent-encoding or UTF-8. */
function decoded(text: string): string | undefined {
  try {
    return /[^\x20-\x7e]/.test(text) ? undefined : decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
