import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  ConflictException,
  DeleteCollectionCommand,
  RekognitionClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-rekognition';
import type { CreateCollectionCommandInput, RekognitionClientConfig } from '@aws-sdk/client-rekognition';

/**
 * Whether the suites of operations call AWS instead of an engine of their own:
 * `REKOGNITION_REMOTE=1 REKOGNITION_REMOTE_IMAGES=folder npm run jest -- --runInBand --selectProjects contract
 * --testPathPatterns contract/operations`, with a region and credentials in the environment. It costs money there.
 *
 * Nobody has run it against AWS yet. What is held is the switch itself: `remote-mode.contract-spec.ts` sends a suite
 * through it to an engine.
 */
export const REMOTE = process.env['REKOGNITION_REMOTE'] === '1';

/** Prefix of all collections that these suites create, by which leftovers of a killed run can be found. */
export const COLLECTION_PREFIX = 'rekognition-facade-contract-';

/** AWS allows five calls a second, and a run makes hundreds. */
const ATTEMPTS = 10;
const CONFLICT_WAIT_MS = 1000;
const CONFLICT_WAITS = 60;

/** AWS, or the URL in `AWS_ENDPOINT_URL_REKOGNITION`, with clients that wait for AWS's delays. */
export class RemoteTarget {
  private readonly clients: RekognitionClient[] = [];
  private readonly created = new Map<string, RekognitionClient>();

  client(config: RekognitionClientConfig = {}): RekognitionClient {
    const client = new RekognitionClient({ maxAttempts: ATTEMPTS, ...config });
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (call) => {
          if (commandName === 'CreateCollectionCommand') this.note(client, call.input as CreateCollectionCommandInput);
          return waitOutConflicts(commandName, () => next(call));
        },
      { step: 'initialize', name: 'contractSuite' },
    );
    this.clients.push(client);
    return client;
  }

  /** Deletes all collections that were created. */
  async close(): Promise<void> {
    for (const [CollectionId, client] of this.created) {
      try {
        await client.send(new DeleteCollectionCommand({ CollectionId }));
      } catch (error) {
        if (!isGone(error)) throw error;
      }
    }
    for (const client of this.clients) client.destroy();
  }

  /** Recorded before the call, because its answer may get lost. */
  private note(client: RekognitionClient, { CollectionId = '' }: CreateCollectionCommandInput): void {
    if (!CollectionId.startsWith(COLLECTION_PREFIX))
      throw new Error(`${CollectionId} must come from newId(): only such collections are told from other people's`);
    this.created.set(CollectionId, client);
  }
}

/** A test deleted it, or its creation was rejected. The deletion of an invalid id is rejected, too. */
function isGone(error: unknown): boolean {
  return error instanceof ResourceNotFoundException || (error as Error).name === 'ValidationException';
}

/** AWS rejects a second change of a user while it processes the first, which takes seconds. */
async function waitOutConflicts<Answer>(commandName = '', attempt: () => Promise<Answer>): Promise<Answer> {
  for (let waits = 0; ; waits += 1) {
    try {
      return await attempt();
    } catch (error) {
      const meansBusy = error instanceof ConflictException && commandName !== 'CreateUserCommand';
      if (!meansBusy || waits === CONFLICT_WAITS) throw error;
    }
    await delay(CONFLICT_WAIT_MS);
  }
}

const turns = new Map<string, number>();

/**
 * The next picture of exactly these people, in turn, from the folder `REKOGNITION_REMOTE_IMAGES`.
 *
 * A file is named by who is in it from left to right, then a number: `ann.1.jpg`, `ann.2.png`, `ann+bob.1.jpg`,
 * `nobody.1.jpg`. The suites ask for ann, bob, cid, dan, eve, nobody, ann+bob and bob+ann+cid, two pictures or more of
 * each but the last three. Anybody may stand for a name, as long as it is one person; all pictures should be good ones.
 *
 * @throws an error that names the file that is missing.
 */
export function remotePicture(people: readonly string[]): Buffer {
  const folder = process.env['REKOGNITION_REMOTE_IMAGES'];
  if (!folder) throw new Error('REKOGNITION_REMOTE_IMAGES must name a folder of pictures, such as ann.1.jpg');
  const name = people.length === 0 ? 'nobody' : people.join('+');
  const files = readdirSync(folder)
    .filter((file) => /^\.\d+\.(jpe?g|png)$/.test(file.slice(name.length)) && file.startsWith(name))
    .sort();
  const turn = turns.get(name) ?? 0;
  const file = files[turn % files.length];
  if (file === undefined) throw new Error(`${join(folder, `${name}.1.jpg`)} (or .png) is missing`);
  turns.set(name, turn + 1);
  return readFileSync(join(folder, file));
}
