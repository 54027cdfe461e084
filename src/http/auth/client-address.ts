import { BlockList, isIP } from 'node:net';

import type { AddressRange } from '../../config/parsers.js';

const FAMILIES = { 4: 'ipv4', 6: 'ipv6' } as const;
const BRACKETED = /^\[([^\]]*)\](?::\d+)?$/;
const WITH_PORT = /^([\d.]+):\d+$/;
const MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/**
 * The sender of a request is the peer or, if that is a trusted proxy, the last address in `X-Forwarded-For` that is not.
 * Each proxy appends the address of its own peer, so callers can forge all entries to the left of it.
 */
export class ClientAddresses {
  private readonly proxies = new BlockList();

  constructor(trusted: readonly AddressRange[]) {
    for (const { address, prefixBits } of trusted) this.proxies.addSubnet(address, prefixBits, familyOf(address));
  }

  /** Returns an IPv4 address or an IPv6 /64 prefix, the usual assignment to one household or machine. */
  networkOf(peer: string | undefined, forwardedFor: string | string[] | undefined): string {
    return network(this.senderOf(peer, forwardedFor));
  }

  /** Returns an empty text if the peer is gone. */
  senderOf(peer: string | undefined, forwardedFor: string | string[] | undefined): string {
    let address = plain(peer ?? '') ?? '';
    if (forwardedFor === undefined) return address;
    for (const entry of String(forwardedFor).split(',').reverse()) {
      const heard = this.isProxy(address) ? plain(entry) : undefined;
      if (heard === undefined) break;
      address = heard;
    }
    return address;
  }

  private isProxy(address: string): boolean {
    return isIP(address) !== 0 && this.proxies.check(address, familyOf(address));
  }
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return FAMILIES[isIP(address) as 4 | 6];
}

/** Normalizes an address and removes brackets, port and zone. Returns undefined if the text is not an IP address. */
function plain(text: string): string | undefined {
  const trimmed = text.trim();
  const [bare = ''] = (BRACKETED.exec(trimmed)?.[1] ?? WITH_PORT.exec(trimmed)?.[1] ?? trimmed).split('%');
  if (isIP(bare) !== 6) return isIP(bare) === 4 ? bare : undefined;
  const address = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const [, high, low] = MAPPED.exec(address) ?? [];
  return high === undefined || low === undefined ? address : [...octets(high), ...octets(low)].join('.');
}

function octets(group: string): [number, number] {
  const bits = Number.parseInt(group, 16);
  return [bits >> 8, bits & 0xff];
}

function network(address: string): string {
  if (isIP(address) !== 6) return address;
  const [left = [], right] = address.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = right === undefined ? [] : Array<string>(8 - left.length - right.length).fill('0');
  return `${[...left, ...zeros, ...(right ?? [])].slice(0, 4).join(':')}::/64`;
}
