import { isIP } from 'node:net';

import type { Environment } from './environment.js';

/** A CIDR range. */
export interface AddressRange {
  readonly address: string;
  readonly prefixBits: number;
}

const FAULT = 'TRUSTED_PROXIES must be IP addresses or ranges such as 10.0.0.0/8, separated by commas';

/** Reads `TRUSTED_PROXIES`, the proxies whose `X-Forwarded-For` header is trusted. */
export function readTrustedProxies(environment: Environment): AddressRange[] {
  const texts = (environment.text('TRUSTED_PROXIES') ?? '').split(',').map((text) => text.trim());
  const ranges = texts.filter((text) => text !== '').map(rangeOf);
  const good = ranges.filter((range) => range !== undefined);
  return good.length === ranges.length ? good : environment.refuse(FAULT, []);
}

/** Rejects a prefix length of 0: with all addresses trusted, callers could choose theirs. */
function rangeOf(text: string): AddressRange | undefined {
  const [address = '', bits, ...rest] = text.split('/');
  const mostBits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  const prefixBits = bits === undefined ? mostBits : wholeNumber(bits);
  const fits = rest.length === 0 && prefixBits >= 1 && prefixBits <= mostBits;
  return fits && !address.includes('%') ? { address, prefixBits } : undefined;
}

function wholeNumber(text: string): number {
  return /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
}
