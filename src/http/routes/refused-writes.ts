import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';

import { auditedCaller } from '../../audit/audit-line.js';
import { AuditLog } from '../../audit/audit-log.js';
import type { Exchange } from './exchange.js';

/** Valid Rekognition ids. Others were rejected by validation and can hold arbitrary text, so they are not audited. */
const ID = /^[A-Za-z0-9_.:-]{1,255}$/;

/** Audits writes that are rejected before the call pipeline, for example for a missing scope. */
@Injectable()
export class RefusedWrites {
  constructor(private readonly audit: AuditLog) {}

  install(fastify: FastifyInstance): void {
    // Not an async function: if no hook is, Nest need not watch the response until it has been sent.
    fastify.addHook('onSend', (request, _reply, _payload, done) => {
      // CORS preflights are answered before RequestRecord's hook creates the exchange.
      const { caller, write, isAudited, code } = (request.exchange as Exchange | undefined) ?? {};
      if (caller === undefined || write === undefined || code === undefined || isAudited === true) done();
      else {
        const refused = { ...auditedCaller(caller), operation: write, ...idsIn(request) };
        this.audit.refused(refused, code).then(() => done(), done);
      }
    });
  }
}

function idsIn({ params }: FastifyRequest): { collectionId?: string; userId?: string } {
  const { collectionId = '', userId = '' } = params as { collectionId?: string; userId?: string };
  return { ...(ID.test(collectionId) && { collectionId }), ...(ID.test(userId) && { userId }) };
}
