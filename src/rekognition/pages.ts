import { classify } from '../failures/classify.js';
import { Failure } from '../failures/failure.js';
import type { Caller } from '../tenants/identity/caller.js';
import type { OperationDefinition } from './operation.js';
import type { RekognitionGateway } from './rekognition.gateway.js';

interface Paged {
  readonly NextToken?: string | undefined;
}

/** A list to be read. */
export interface Listing<Input extends Paged, Output extends Paged> {
  readonly operation: OperationDefinition<Input, Output>;
  readonly input: Input;
  readonly caller: Caller;
}

/**
 * The pages of a list, one call each, until it ends. Whoever reads decides how many they want.
 *
 * @throws Failure upstream-invalid-answer when Rekognition does not take its own token: no caller sent it.
 */
export async function* pagesOf<Input extends Paged, Output extends Paged>(
  rekognition: RekognitionGateway,
  { operation, input, caller }: Listing<Input, Output>,
): AsyncGenerator<Output, void, undefined> {
  let page = await rekognition.call(operation, input, caller);
  yield page;
  while (page.NextToken !== undefined) {
    page = await rekognition.call(operation, { ...input, NextToken: page.NextToken }, caller).catch(refuseOwnToken);
    yield page;
  }
}

function refuseOwnToken(thrown: unknown): never {
  const failure = classify(thrown);
  throw failure.code === 'invalid-cursor' ? new Failure('upstream-invalid-answer', failure.facts) : failure;
}
