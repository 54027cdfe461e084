import { Injectable } from '@nestjs/common';

import { classify } from '../../failures/classify.js';
import type { Failure } from '../../failures/failure.js';
import { auditedCaller, type AuditedOutcome, type AuditedWrite } from '../../audit/audit-line.js';
import { type AuditedIntent, AuditLog } from '../../audit/audit-log.js';
import type { Call, CallInterceptor, Next } from '../call.js';
import { facesOf, named } from '../answers/answers.js';
import type { OperationDefinition } from '../operation.js';

/**
 * Audits each write: its intent on admission, and its outcome before the response. Writes rejected earlier get a
 * `refused` line, limited per caller because of floods. Runs outside the scope interceptor, where ids are still the
 * caller's.
 */
@Injectable()
export class AuditInterceptor implements CallInterceptor {
  constructor(private readonly audit: AuditLog) {}

  appliesTo({ effect }: OperationDefinition): boolean {
    return effect === 'write' && this.audit.isOn;
  }

  async intercept<Output>(call: Call, next: Next<Output>): Promise<Output> {
    call.caller.onWrite?.();
    const write = auditedWrite(call);
    const admitted: { intent?: AuditedIntent } = {};
    call.progress.onAdmitted = () => {
      admitted.intent = this.audit.begin(write, requested(call));
      return admitted.intent.written;
    };
    try {
      const output = await next(call);
      await admitted.intent?.end(done(call, output as object));
      return output;
    } catch (thrown) {
      const failure = classify(thrown);
      if (admitted.intent === undefined) await this.audit.refused(write, failure.code);
      else await admitted.intent.end(failed(call, failure));
      throw failure;
    }
  }
}

/** Writes the audit intent before an admitted write can be sent or join a batch. */
@Injectable()
export class IntentInterceptor implements CallInterceptor {
  constructor(private readonly audit: AuditLog) {}

  appliesTo({ effect }: OperationDefinition): boolean {
    return effect === 'write' && this.audit.isOn;
  }

  async intercept<Output>(call: Call, next: Next<Output>): Promise<Output> {
    await call.progress.onAdmitted?.();
    return next(call);
  }
}

function auditedWrite({ operation, input, caller }: Call): AuditedWrite {
  // A `ResourceArn` holds the collection id until the scope interceptor.
  const { CollectionId, ResourceArn, UserId } = input as Readonly<Record<string, unknown>>;
  const collectionId = CollectionId ?? ResourceArn;
  return {
    ...auditedCaller(caller),
    operation: operation.name,
    ...(typeof collectionId === 'string' && { collectionId }),
    ...(typeof UserId === 'string' && { userId: UserId }),
  };
}

function requested({ operation, input }: Call): readonly string[] {
  return operation.audit?.requested?.(input) ?? [];
}

function done(call: Call, output: object): AuditedOutcome {
  const faces = facesOf(call.operation.audit ?? {}, call.input, output, call.unclear);
  return { outcome: 'ok', faces, ...attemptsOf(call) };
}

/** An internal error can happen after the write was carried out. */
function failed(call: Call, { code, effect }: Failure): AuditedOutcome {
  const knownEffect = code === 'internal' && call.attempts.total > 0 ? 'unknown' : effect;
  const faces = named(knownEffect === 'none' ? 'not-done' : 'unknown', requested(call));
  return { outcome: code, effect: knownEffect, faces, ...attemptsOf(call) };
}

function attemptsOf({ attempts }: Call): Pick<AuditedOutcome, 'attempts' | 'awsRequestIds'> {
  return { attempts: attempts.total, awsRequestIds: attempts.awsRequestIds };
}
