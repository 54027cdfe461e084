import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import type { AddressRange } from '../../config/parsers.js';
import { Failure, type InputFault } from '../../failures/failure.js';
import type { FailureCode } from '../../failures/failures.table.js';
import type { Trace } from '../../observability/traces.js';
import type { OpenSpan } from '../../observability/traces.js';
import type { Caller, ClaimFault, RefusalReason } from '../../tenants/identity/caller.js';
import type { KeyedWrite } from '../idempotency/keyed-write.js';
import type { OperationFacts } from '../openapi/operation-options.js';

/** The state of one HTTP request in the request pipeline. */
export interface Exchange {
  /** The matched route, such as `/collections/{collectionId}`. Contains no ids, so it is safe for logs and metrics. */
  readonly route: string;
  /** Undefined on public routes. */
  readonly operation: OperationFacts | undefined;
  readonly trace: Trace;
  /** Absent if the request is not traced. */
  readonly span?: OpenSpan;
  readonly startedMs: number;
  /** As the trusted proxies report it; empty if it is not known. */
  readonly clientAddress: string;
  caller?: Caller;
  /** How long the caller waits, counted from when the body is complete. */
  timeoutMs?: number;
  /** The operation's name, if the route writes. */
  write?: string | undefined;
  /** Whether the write has been audited already, so that RefusedWrites skips it. */
  isAudited?: boolean;
  /** Whether StrictOutcome returns an incomplete outcome as a problem (`Prefer: handling=strict`). */
  strict?: boolean;
  /** The write of a request with an idempotency key, until it ends. */
  keyedWrite?: KeyedWrite | undefined;
  /** Header faults, reported together with those of path, query and body. */
  headerFaults: InputFault[];
  bodyDropped?: boolean;
  /** Why the credential was rejected. Logged, never returned to the caller. */
  reason?: RefusalReason;
  claimFault?: ClaimFault | undefined;
  /** Called when the answer is sent, even to a client that has left: the handler no longer uses the request's images. */
  endImages?: () => void;
  code?: FailureCode;
}

declare module 'fastify' {
  interface FastifyRequest {
    exchange: Exchange;
  }

  interface FastifyContextConfig {
    /** Absent on public routes. */
    operation?: OperationFacts;
    /** The route as OpenAPI writes it; absent if none matched. */
    template?: string;
  }
}

/** How often the request has a header. Node joins or drops repetitions in `headers`. */
export function linesOf({ rawHeaders }: IncomingMessage, header: string): number {
  const isLine = (name: string, index: number): boolean =>
    index % 2 === 0 && name.length === header.length && name.toLowerCase() === header;
  return rawHeaders.filter(isLine).length;
}

export const SENT_TWICE = 'must not be sent more than once';

export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = exchangeOf(context);
  if (caller === undefined) throw new Failure('internal');
  return caller;
});

/** Whether the body was empty although the content type was JSON. */
export const BodyDropped = createParamDecorator(
  (_: unknown, context: ExecutionContext): boolean => exchangeOf(context).bodyDropped === true,
);

function exchangeOf(context: ExecutionContext): FastifyRequest['exchange'] {
  return context.switchToHttp().getRequest<FastifyRequest>().exchange;
}

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
