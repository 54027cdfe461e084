import type { IncomingHttpHeaders } from 'node:http';

import { Failure } from '../../failures/failure.js';
import type { Credential } from '../../tenants/identity/identity.js';

const TOKEN = /^[^.]*\.[^.]*\.[^.]*$/;

/**
 * Reads the credential from `X-API-Key` or `Authorization: Bearer`. A bearer value with two dots is a JWT, any other an
 * API key.
 *
 * @throws Failure validation-failed when both headers are present, unauthenticated when there is no well-formed
 * credential.
 */
export function readCredential(headers: IncomingHttpHeaders): Credential {
  const apiKey = headers['x-api-key'];
  const { authorization } = headers;
  if (apiKey !== undefined && authorization !== undefined) {
    const detail = 'send X-API-Key or Authorization, not both';
    throw new Failure('validation-failed', { errors: [{ pointer: '/header/authorization', detail }] });
  }
  const text = apiKey ?? /^Bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(authorization ?? '')?.[1];
  if (typeof text !== 'string' || text === '') throw new Failure('unauthenticated');
  return { kind: apiKey === undefined && TOKEN.test(text) ? 'token' : 'key', text };
}
