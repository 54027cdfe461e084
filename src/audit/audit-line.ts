/** The version of the lines' shape, which docs/audit.schema.json describes. */
export const AUDIT_VERSION = 1;

/** What a line is about: one write, refused writes that are only counted, or the audit itself. */
export type AuditEvent = 'intent' | 'outcome' | 'refused' | 'refused-more' | 'head' | 'start' | 'stop';

/** One process that writes an audit. */
export interface AuditRun {
  /** Random: no other process has the same one. */
  readonly run: string;
  readonly host: string;
  readonly pid: number;
}

/** Who asked for a write, by the credential's name and never by the credential. */
export interface AuditedCaller {
  readonly tenant: string;
  readonly keyId?: string;
  readonly issuer?: string;
  readonly subject?: string;
  readonly requestId: string;
}

/** A write and who asked for it. Ids are those that callers use. */
export interface AuditedWrite extends AuditedCaller {
  readonly operation: string;
  readonly collectionId?: string;
  readonly userId?: string;
}

/** What can become of a face. `not-done`: refused; `unknown`: sent, and nobody knows; the others are the answer's. */
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

/** One face of a write. `reasons` are Rekognition's words for why it was unsuccessful. */
export interface AuditedFace {
  readonly faceId: string;
  readonly outcome: FaceOutcome;
  readonly reasons?: readonly string[];
}

/** What became of a write. */
export interface AuditedOutcome {
  /** `ok`, or the code of the problem. */
  readonly outcome: string;
  /** What a write that failed did to the world. */
  readonly effect?: 'none' | 'partial' | 'unknown';
  readonly faces: readonly AuditedFace[];
  readonly attempts: number;
  /** The ids of AWS's answers, in the order of the attempts. */
  readonly awsRequestIds: readonly string[];
}
