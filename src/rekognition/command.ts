import type { RekognitionClient } from '@aws-sdk/client-rekognition';

/** What the gateway needs of an SDK command: its input, to type it, and that a client can send it. */
export interface RekognitionCommand<Input extends object, Output extends object> {
  readonly input: Input;
  resolveMiddleware(...parts: never[]): (...parts: never[]) => Promise<{ output: Output }>;
}

/** Sends a command. One place bears the cast that the SDK's union of all commands demands. */
export function send<Input extends object, Output extends object>(
  client: RekognitionClient,
  command: RekognitionCommand<Input, Output>,
  abortSignal: AbortSignal,
): Promise<Output> {
  return client.send(command as never, { abortSignal }) as unknown as Promise<Output>;
}
