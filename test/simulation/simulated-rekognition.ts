import type {
  CreateCollectionCommandInput,
  CreateUserCommandInput,
  IndexFacesCommandInput,
} from '@aws-sdk/client-rekognition';

import type { Clock } from '../../src/resilience/time/clock.js';
import type { Send } from '../../src/tenants/aws/region-clients.js';
import type { Random } from '../harness/random.js';
import type { SimulatedProcess } from './simulated-process.js';

/** An exception as the SDK throws it. */
function exception(name: string, httpStatusCode = 400): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
}

const LOST = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

/** What Rekognition does with a call: an answer, or an exception that had no effect. */
type Outcome = { readonly output: object } | { readonly refused: Error };
type Attempt = Outcome & { readonly afterMs: number };

/**
 * Rekognition's answers and effects, without its protocol. Each answer is different, so that checks can tell one execution
 * from another.
 */
export class SimulatedRekognition {
  /** Times at which calls were sent, by operation. */
  readonly sentAtMs = new Map<string, number[]>();
  /** How often each subject was created: a face, collection or user, named by the request. */
  readonly effects = new Map<string, number>();
  /** Chance of each fault of a call. */
  throttleShare = 0;
  failShare = 0;
  lossShare = 0;
  private readonly tokens = new Map<string, string>();
  private readonly busyUntilMs = new Map<string, number>();
  private executions = 0;

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  clientOf(process: SimulatedProcess): Send {
    return (name, input, abortSignal) =>
      new Promise((resolve, reject) => {
        abortSignal.addEventListener('abort', () => reject(abortSignal.reason as Error), { once: true });
        if (process.isCrashed) return;
        const times = this.sentAtMs.get(name) ?? [];
        this.sentAtMs.set(name, times);
        times.push(this.clock.monotonicMs());
        const settle = (answer: Attempt): void =>
          void this.clock.schedule(answer.afterMs, () =>
            process.deliver(() => ('output' in answer ? resolve(answer.output) : reject(answer.refused))),
          );
        this.clock.schedule(1 + this.random.share() * 20, () => {
          const answer = this.answerTo(name, input);
          if (answer !== undefined) settle(answer);
        });
      });
  }

  /** Undefined for an answer that gets lost. */
  private answerTo(operation: string, input: object): Attempt | undefined {
    const afterMs = 10 + this.random.share() ** 3 * 400;
    if (this.random.chance(this.throttleShare)) return { afterMs, refused: exception('ThrottlingException') };
    if (this.random.chance(this.failShare / 2)) return { afterMs, refused: LOST };
    const outcome = this.execute(operation, input, afterMs);
    if (this.random.chance(this.lossShare)) return undefined;
    if (this.random.chance(this.failShare)) return { afterMs, refused: exception('InternalServerError', 500) };
    return { afterMs, ...outcome };
  }

  private execute(operation: string, input: object, durationMs: number): Outcome {
    this.executions += 1;
    const FaceModelVersion = `7.${this.executions}`;
    if (operation === 'IndexFaces') {
      const { ExternalImageId, Image } = input as IndexFacesCommandInput;
      const face = Buffer.from(Image!.Bytes!).toString();
      if (ExternalImageId === undefined || !this.effects.has(face)) this.count(face);
      return { output: { FaceModelVersion, FaceRecords: [{ Face: { FaceId: face } }] } };
    }
    if (operation === 'CreateCollection') {
      const id = (input as CreateCollectionCommandInput).CollectionId!;
      if (this.effects.has(id)) return { refused: exception('ResourceAlreadyExistsException') };
      this.count(id);
      return { output: { FaceModelVersion, CollectionArn: `arn:aws:rekognition:::collection/${id}` } };
    }
    if (operation === 'CreateUser')
      return this.createUser(input as CreateUserCommandInput, FaceModelVersion, durationMs);
    throw new Error(`not simulated: ${operation}`);
  }

  /** Equal tokens have one effect; concurrent changes of a user conflict. */
  private createUser(
    { UserId: id = '', ClientRequestToken: token = '' }: CreateUserCommandInput,
    version: string,
    durationMs: number,
  ): Outcome {
    const nowMs = this.clock.monotonicMs();
    const isBusy = (this.busyUntilMs.get(id) ?? 0) > nowMs;
    const known = this.tokens.get(id);
    if (isBusy || (known !== undefined && known !== token)) return { refused: exception('ConflictException') };
    this.busyUntilMs.set(id, nowMs + durationMs);
    if (known === undefined) this.count(id);
    this.tokens.set(id, token);
    return { output: { version } };
  }

  private count(subject: string): void {
    this.effects.set(subject, (this.effects.get(subject) ?? 0) + 1);
  }
}
