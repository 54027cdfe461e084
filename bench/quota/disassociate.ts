import { DisassociateFacesCommand } from '@aws-sdk/client-rekognition';
import type { RekognitionClient } from '@aws-sdk/client-rekognition';
import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { COLLECTION } from './people.js';
import type { Disassociation } from './people.js';

/** Result of one call. */
export interface Answer {
  /** Empty for a success, otherwise the status or the name of the error. */
  readonly failure: string;
  /** From the `Retry-After` of the response. */
  readonly retryAfterMs?: number;
}

export type Disassociate = (call: Disassociation) => Promise<Answer>;

const DONE: Answer = { failure: '' };

/** Calls the service or the plain controller over HTTP. */
export function disassociateByHttp(
  url: string | ((call: Disassociation) => string),
  headersFor: (call: Disassociation) => Record<string, string>,
): { disassociate: Disassociate; end: () => void } {
  const agent = new Agent({ keepAlive: true });
  const disassociate: Disassociate = (call) =>
    new Promise((resolve) => {
      const { userId, faceId } = call;
      const path = `/collections/${COLLECTION}/users/${userId}/faces/${faceId}`;
      const sent = request(`${typeof url === 'string' ? url : url(call)}${path}`, {
        method: 'DELETE',
        agent,
        headers: headersFor(call),
      });
      sent.on('error', (error: NodeJS.ErrnoException) => resolve({ failure: error.code ?? error.message }));
      sent.on('response', (answer) => answer.resume().on('end', () => resolve(answerOf(answer))));
      sent.end();
    });
  return { disassociate, end: () => agent.destroy() };
}

/** Calls Rekognition directly. */
export function disassociateBySdk(client: RekognitionClient): Disassociate {
  return async ({ userId: UserId, faceId }) => {
    const command = new DisassociateFacesCommand({ CollectionId: COLLECTION, UserId, FaceIds: [faceId] });
    return client.send(command).then(
      () => DONE,
      (error: unknown) => ({ failure: (error as Error).name }),
    );
  };
}

function answerOf({ statusCode = 0, headers }: IncomingMessage): Answer {
  if (statusCode < 300) return DONE;
  const seconds = headers['retry-after'];
  return {
    failure: String(statusCode),
    ...(seconds !== undefined && { retryAfterMs: Number(seconds) * 1_000 }),
  };
}
