import { DisassociateFacesCommand } from '@aws-sdk/client-rekognition';
import type { RekognitionClient } from '@aws-sdk/client-rekognition';
import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { COLLECTION } from './people.js';
import type { Unlink } from './people.js';

/** What became of one call. */
export interface Answer {
  /** Empty when it was done, else the status or the error's name. */
  readonly failure: string;
  /** When the answer says so. */
  readonly retryAfterMs?: number;
}

export type Unlinker = (unlink: Unlink) => Promise<Answer>;

const DONE: Answer = { failure: '' };

/** Over HTTP, as the service and its plain peer take it. */
export function unlinkByHttp(
  url: string | ((unlink: Unlink) => string),
  headersFor: (unlink: Unlink) => Record<string, string>,
): { unlink: Unlinker; end: () => void } {
  const agent = new Agent({ keepAlive: true });
  const unlink: Unlinker = (call) =>
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
  return { unlink, end: () => agent.destroy() };
}

/** Straight to Rekognition. */
export function unlinkBySdk(client: RekognitionClient): Unlinker {
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
