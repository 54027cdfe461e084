import type { RekognitionClient } from '@aws-sdk/client-rekognition';
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import type { EngineOptions } from '../../src/engine/index.js';
import { standIn } from '../harness/stand-in.js';
import { startTarget, type Target, TestEngine } from './kit.js';

interface Running<T extends Target> {
  readonly target: T;
  readonly client: RekognitionClient;
}

/** An engine, or AWS under `REKOGNITION_REMOTE=1`, for all tests of a file. */
export function withTarget(options: EngineOptions = {}): Running<Target> {
  const { running, start, close } = runningOf(() => startTarget(options));
  beforeAll(start);
  afterAll(close);
  return running;
}

/** An engine for all tests of a file or `describe`. */
export function withEngine(options: EngineOptions = {}): { engine: TestEngine; client: RekognitionClient } {
  const { running, start, close } = runningOf(() => TestEngine.start(options));
  beforeAll(start);
  afterAll(close);
  return { engine: running.target, client: running.client };
}

/** A new engine for each test of a file or `describe`. */
export function withEnginePerTest(options: EngineOptions = {}): { engine: TestEngine; client: RekognitionClient } {
  const { running, start, close } = runningOf(() => TestEngine.start(options));
  beforeEach(start);
  afterEach(close);
  return { engine: running.target, client: running.client };
}

function runningOf<T extends Target>(startOne: () => Promise<T>) {
  let started: Running<T> | undefined;
  const present = (): Running<T> => {
    if (started === undefined) throw new Error('the engine exists only in hooks and tests');
    return started;
  };
  return {
    running: { target: standIn(() => present().target), client: standIn(() => present().client) },
    start: async (): Promise<void> => {
      const target = await startOne();
      started = { target, client: target.client() };
    },
    close: (): Promise<void> => present().target.close(),
  };
}
