import { Injectable } from '@nestjs/common';

import { collectionArn, type CollectionView, type S3Location, type Tenant } from '../config/tenant.js';
import { Failure } from '../failures/failure.js';
import type { Call, CallInterceptor, Next } from './call.js';
import type { OperationTraits } from './operation.js';
import { failuresOf } from './refusals.js';
import { COLLECTION_ID } from './model/rekognition.limits.js';

type OperationRefusals = Pick<OperationTraits, 'refusals'>;
type ScopedTenant = Pick<Tenant, 'awsAccount' | 'region' | 'view' | 's3'>;
type InputMembers = Readonly<Record<string, unknown>>;

/** Members of inputs that hold an image. */
const IMAGES = ['Image', 'SourceImage', 'TargetImage'];

/** Restricts each call to the tenant's collections and S3 locations. */
@Injectable()
export class ScopeInterceptor implements CallInterceptor {
  async intercept<Output>(call: Call, next: Next<Output>): Promise<Output> {
    const { operation, input, caller } = call;
    const output = await next(call.withInput(scopedInput(operation, input, caller.tenant)));
    return scopedOutput(output as object, caller.tenant) as Output;
  }
}

/**
 * Maps an input to the tenant's collections at AWS. Members are found by name, so that no operation can be missed.
 * `ResourceArn` holds a collection id until here.
 *
 * @throws Failure as if names outside the tenant's view did not exist.
 */
export function scopedInput(definition: OperationRefusals, input: object, tenant: ScopedTenant): object {
  const { CollectionId, ResourceArn, ...rest } = input as InputMembers;
  for (const name of IMAGES) rejectForeignObject(rest[name] as ImageMember | undefined, tenant.s3);
  return {
    ...rest,
    ...(typeof CollectionId === 'string' && { CollectionId: upstreamId(definition, CollectionId, tenant.view) }),
    ...(typeof ResourceArn === 'string' && {
      ResourceArn: collectionArn(tenant, upstreamId(definition, ResourceArn, tenant.view)),
    }),
  };
}

/** Maps an output to the tenant's view: only its own collections, by the callers' ids. */
export function scopedOutput<Output extends object>(output: Output, { view }: Pick<Tenant, 'view'>): Output {
  const { CollectionIds: ids, FaceModelVersions: versions } = output as { [name: string]: unknown[] | undefined };
  if (!Array.isArray(ids)) return output;
  const own = ids.flatMap((id, index) => {
    const callersId = callersIdOf(String(id), view);
    return callersId === undefined ? [] : [{ callersId, version: versions?.[index] }];
  });
  return {
    ...output,
    CollectionIds: own.map(({ callersId }) => callersId),
    ...(Array.isArray(versions) && { FaceModelVersions: own.map(({ version }) => version) }),
  };
}

/** The collection's id at AWS, including the tenant's prefix. */
export function collectionIdAtAws(callersId: string, view: CollectionView): string {
  return view.kind === 'prefix' ? `${view.prefix}${callersId}` : callersId;
}

function upstreamId(definition: OperationRefusals, callersId: string, view: CollectionView): string {
  if (view.kind === 'listed' && !view.collectionIds.has(callersId)) throw notFound(definition);
  const id = collectionIdAtAws(callersId, view);
  if (id.length > COLLECTION_ID.most) throw notFound(definition);
  return id;
}

/** CreateCollection cannot report a missing collection. */
function notFound(definition: OperationRefusals): Failure {
  if (failuresOf(definition).includes('resource-not-found')) return new Failure('resource-not-found');
  const detail = 'is not an id that this tenant can use';
  return new Failure('validation-failed', { errors: [{ pointer: '/collectionId', detail }] });
}

function callersIdOf(id: string, view: CollectionView): string | undefined {
  if (view.kind === 'listed') return view.collectionIds.has(id) ? id : undefined;
  if (view.kind === 'all') return id;
  return id.startsWith(view.prefix) && id.length > view.prefix.length ? id.slice(view.prefix.length) : undefined;
}

interface ImageMember {
  readonly S3Object?: { readonly Bucket?: string; readonly Name?: string };
}

function rejectForeignObject(image: ImageMember | undefined, own: readonly S3Location[]): void {
  if (image?.S3Object === undefined) return;
  const { Bucket, Name = '' } = image.S3Object;
  const isOwn = own.some(({ bucket, keyPrefix }) => bucket === Bucket && Name.startsWith(keyPrefix));
  if (!isOwn) throw new Failure('invalid-s3-object');
}
