import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { CONFIG, type Config } from '../../config/config.js';
import { Failure } from '../../failures/failure.js';
import { Metrics } from '../../observability/metrics.js';
import { AttemptLimit } from '../../resilience/bounds/recent-map.js';
import type { CallLimits } from '../../resilience/time/call-limits.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import { Fleet } from '../../state/fleet.js';
import { RedisAttempts } from '../../state/redis/redis-attempts.js';
import { Authenticator } from '../../tenants/identity/tenant-directory.js';
import { type Credential, CredentialRefused, type Identity } from '../../tenants/identity/caller.js';
import { linesOf, SENT_TWICE } from '../routes/exchange.js';
import { ClientAddresses } from './client-address.js';

const TOKEN = /^[^.]*\.[^.]*\.[^.]*$/;

const AUTHORIZATION = /^(Bearer|ApiKey)[ \t]+([^ \t].*)$/i;
const CREDENTIAL = /^[A-Za-z0-9._~+/=-]+$/;

/**
 * Reads the credential from `X-API-Key`, `Authorization: Bearer` or `Authorization: ApiKey`. A bearer value with two
 * dots is a JWT, any other an API key. `Authorization` of another scheme counts only without an `X-API-Key`: it may be
 * an ingress'. The same value in both headers is one credential, because some clients send it in both.
 *
 * @throws Failure validation-failed when there are two, unauthenticated when there is no well-formed credential.
 */
export function readCredential(headers: IncomingHttpHeaders): Credential {
  const apiKey = headers['x-api-key'];
  const { scheme, value } = authorizationIn(headers);
  if (apiKey !== undefined && value !== undefined && value !== apiKey) {
    throw ambiguous('/header/authorization', 'must not be sent together with another credential in X-API-Key');
  }
  const text = apiKey ?? (CREDENTIAL.test(value ?? '') ? value : undefined);
  if (typeof text !== 'string' || text === '') throw new Failure('unauthenticated');
  return { kind: scheme === 'bearer' && TOKEN.test(text) ? 'token' : 'key', text };
}

function authorizationIn({ authorization = '' }: IncomingHttpHeaders): { scheme: string; value: string | undefined } {
  const [, scheme = '', value] = AUTHORIZATION.exec(authorization.trim()) ?? [];
  return { scheme: scheme.toLowerCase(), value };
}

function ambiguous(pointer: string, detail: string): Failure {
  return new Failure('validation-failed', { errors: [{ pointer, detail }] });
}

const BOUNDS = { most: 10, windowMs: 60_000, capacity: 10_000 };

/** Identifies callers. Failed attempts are limited per network and per credential; valid credentials always pass. */
@Injectable()
export class Authentication {
  private readonly addresses: ClientAddresses;
  private readonly limits: { readonly network: AttemptLimit; readonly credential: AttemptLimit };
  private readonly shared: RedisAttempts | undefined;

  constructor(
    @Inject(CLOCK) clock: Clock,
    @Inject(CONFIG) { trustedProxies }: Config,
    private readonly authenticator: Authenticator,
    private readonly metrics: Metrics,
    { link }: Fleet,
  ) {
    this.shared = link && new RedisAttempts(link, BOUNDS);
    this.addresses = new ClientAddresses(trustedProxies);
    this.limits = { network: new AttemptLimit(clock, BOUNDS), credential: new AttemptLimit(clock, BOUNDS) };
  }

  /** @throws Failure unauthenticated or too-many-attempts, which do not reveal why; validation-failed. */
  async identify(request: FastifyRequest, limits: CallLimits): Promise<Identity> {
    if (linesOf(request.raw, 'x-api-key') > 1) throw ambiguous('/header/x-api-key', SENT_TWICE);
    const credential = readCredential(request.headers);
    try {
      return await this.authenticator.identify(credential, limits);
    } catch (error) {
      if (!(error instanceof CredentialRefused)) throw error;
      Object.assign(request.exchange, { reason: error.reason, claimFault: error.claimFault });
      throw await this.refusal(request, credential);
    }
  }

  private async refusal({ socket, headers }: FastifyRequest, { kind, text }: Credential): Promise<Failure> {
    const network = this.addresses.networkOf(socket.remoteAddress, headers['x-forwarded-for']);
    const hash = createHash('sha256').update(text).digest('base64');
    const localWaitMs = (): number =>
      Math.max(this.limits.network.waitMs(network), this.limits.credential.waitMs(hash));
    const sharedWaitMs = localWaitMs() === 0 ? await this.shared?.note(`network ${network}`, `hash ${hash}`) : 0;
    // Checked again, because others may have been counted meanwhile.
    const waitMs = Math.max(localWaitMs(), sharedWaitMs ?? 0);
    if (waitMs === 0) {
      this.limits.network.note(network);
      this.limits.credential.note(hash);
    }
    const failure =
      waitMs === 0 ? new Failure('unauthenticated') : new Failure('too-many-attempts', { retryAfterMs: waitMs });
    this.metrics.failedAttempts.inc({ credential: kind, code: failure.code });
    return failure;
  }
}
