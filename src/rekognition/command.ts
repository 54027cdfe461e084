import type { RekognitionClient } from '@aws-sdk/client-rekognition';

/** The part of an SDK command that the gateway uses. */
export interface RekognitionCommand<Input extends object, Output extends object> {
  readonly input: Input;
  resolveMiddleware(...parts: never[]): (...parts: never[]) => Promise<{ output: Output }>;
}

/** Sends a command. The cast is needed because the SDK types `send` by a union of all commands. */
export function send<Input extends object, Output extends object>(
  client: RekognitionClient,
  command: RekognitionCommand<Input, Output>,
  abortSignal: AbortSignal,
): Promise<Output> {
  return client.send(command as never, { abortSignal }) as unknown as Promise<Output>;
}
