import { classify } from '../failures/classify.js';
import type { Caller } from '../tenants/identity/caller.js';
import type { OperationDefinition } from './operation.js';
import { withOwnToken } from './refusals.js';
import type { RekognitionGateway } from './rekognition.gateway.js';

interface Paged {
  readonly NextToken?: string | undefined;
}

export interface Listing<Input extends Paged, Output extends Paged> {
  readonly operation: OperationDefinition<Input, Output>;
  readonly input: Input;
  readonly caller: Caller;
}

/**
 * Fetches the pages of a list on demand, one call each.
 *
 * @throws Failure upstream-invalid-answer if Rekognition rejects its own token, which no caller sent.
 */
export async function* pagesOf<Input extends Paged, Output extends Paged>(
  rekognition: RekognitionGateway,
  { operation, input, caller }: Listing<Input, Output>,
): AsyncGenerator<Output, void, undefined> {
  let page = await rekognition.call(operation, input, caller);
  yield page;
  while (page.NextToken !== undefined) {
    page = await rekognition
      .call(operation, { ...input, NextToken: page.NextToken }, caller)
      .catch(rethrowTokenFailure);
    yield page;
  }
}

function rethrowTokenFailure(thrown: unknown): never {
  throw withOwnToken(classify(thrown));
}
