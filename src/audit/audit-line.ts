import type { Caller, Principal } from '../tenants/identity/caller.js';

/** Version of the line format described by docs/audit.schema.json. */
export const AUDIT_VERSION = 1;

export type AuditEvent = 'intent' | 'outcome' | 'refused' | 'refused-more' | 'head' | 'start' | 'stop';

export interface AuditRun {
  readonly run: string;
  readonly host: string;
  readonly pid: number;
}

/** The caller of a write. Contains the credential's id, never the credential. */
export interface AuditedCaller {
  readonly tenant: string;
  readonly keyId?: string;
  readonly issuer?: string;
  readonly subject?: string;
  readonly requestId: string;
}

/** A write and its caller. Ids are those in the request, without a tenant's prefix. */
export interface AuditedWrite extends AuditedCaller {
  readonly operation: string;
  readonly collectionId?: string;
  readonly userId?: string;
}

/** `not-done`: the write was rejected; `unknown`: sent, with an unknown result. */
export const FACE_OUTCOMES = [
  'associated',
  'disassociated',
  'deleted',
  'indexed',
  'already',
  'not-found',
  'not-reported',
  'unsuccessful',
  'not-done',
  'unknown',
] as const;
export type FaceOutcome = (typeof FACE_OUTCOMES)[number];

/** One face of a write. `reasons` are Rekognition's reasons for a failure. */
export interface AuditedFace {
  readonly faceId: string;
  readonly outcome: FaceOutcome;
  readonly reasons?: readonly string[];
}

export interface AuditedOutcome {
  /** `ok`, or the code of the problem. */
  readonly outcome: string;
  readonly effect?: 'none' | 'partial' | 'unknown';
  readonly faces: readonly AuditedFace[];
  readonly attempts: number;
  /** Request ids of AWS's responses, in the order of the attempts. */
  readonly awsRequestIds: readonly string[];
}

export function auditedCaller({ tenant, principal, requestId }: Caller): AuditedCaller {
  return { tenant: tenant.id, ...credentialOf(principal), requestId };
}

function credentialOf(principal: Principal): Pick<AuditedCaller, 'keyId' | 'issuer' | 'subject'> {
  if (principal.kind === 'key') return { keyId: principal.keyId };
  return { issuer: principal.issuer, subject: principal.subject };
}
