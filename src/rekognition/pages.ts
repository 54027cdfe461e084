import { classify } from '../failures/classify.js';
import { Failure } from '../failures/failure.js';
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

/**
 * Fetches a whole list that has few pages.
 *
 * @throws Failure upstream-invalid-answer beyond `mostPages`: Rekognition repeats its pages.
 */
export async function allPagesOf<Input extends Paged, Output extends Paged>(
  rekognition: RekognitionGateway,
  listing: Listing<Input, Output>,
  mostPages = 10,
): Promise<Output[]> {
  const pages: Output[] = [];
  for await (const page of pagesOf(rekognition, listing)) {
    if (pages.push(page) > mostPages) throw new Failure('upstream-invalid-answer');
  }
  return pages;
}

function rethrowTokenFailure(thrown: unknown): never {
  throw withOwnToken(classify(thrown));
}

/**
 * Requires that an image shows exactly one face.
 *
 * @param detected the answer of DetectFaces.
 * @throws Failure no-face-in-image, several-faces
 */
export async function oneFaceOf(detected: Promise<{ FaceDetails?: readonly unknown[] | undefined }>): Promise<void> {
  const { FaceDetails: faces = [] } = await detected;
  if (faces.length === 0) throw new Failure('no-face-in-image');
  if (faces.length > 1) throw new Failure('several-faces');
}
