import type { Type } from '@nestjs/common';

import type { Scope } from '../../config/tenants-file/claims.js';
import type { FailureCode } from '../../failures/failures.table.js';
import type { OperationQuota } from '../../tenants/aws/account-quotas.js';
import type { BodyRules } from '../bodies/body-rules.js';

/** The classes that validate a request's parts. Without one, path and query must be empty and the body is ignored. */
export interface RequestParts {
  readonly path?: Type<object> | undefined;
  readonly query?: Type<object> | undefined;
  readonly body?: Type<object> | undefined;
}

/** A route, as the request pipeline and the OpenAPI document see it. */
export interface OperationOptions extends RequestParts {
  /** Default: the definition's name in camelCase. */
  readonly operationId?: string;
  readonly summary: string;
  readonly description?: string;
  /** Default: the definition's. */
  readonly scope?: Scope;
  readonly success: Success;
  /** Another success status. Default: with the same response type. */
  readonly alsoSuccess?: Success;
  /** Default: JSON of at most 16 KiB. */
  readonly bodyRules?: BodyRules;
  /** Path parameters that exist in the demo data, by name. */
  readonly pathExample?: Readonly<Record<string, string>>;
  /** A body that works with the demo data. */
  readonly bodyExample?: object;
  /** Whether the response has an outcome, which `Prefer: handling=strict` can turn into a problem. */
  readonly outcome?: boolean;
  /** Template of the `Location` header, with placeholders for members of the request's path or body, or of the answer. */
  readonly location?: string;
  /** Whether the response is a page of a list with cursors. */
  readonly list?: boolean;
  /** Failures beyond those of the definition and of every route. */
  readonly problems?: readonly FailureCode[];
}

interface Success {
  readonly status: 200 | 201 | 202 | 204;
  readonly description: string;
  readonly type?: Type<object>;
  readonly example?: object;
}

export function ok(description: string, type: Type<object>, example: object): Success {
  return { status: 200, description, type, example };
}

export function created(description: string, type: Type<object>, example: object): Success {
  return { status: 201, description, type, example };
}

/** A route, as the stages and interceptors see it. */
export interface OperationFacts
  extends RequestParts, Required<Pick<OperationOptions, 'operationId' | 'scope' | 'outcome' | 'list' | 'bodyRules'>> {
  /** Whether a success has a body, whose type the caller must accept. */
  readonly answers: boolean;
  readonly quota: OperationQuota | undefined;
  readonly location: string | undefined;
  /** The operation's name, if it writes. */
  readonly write: string | undefined;
  /** Whether repeated requests join the first one by themselves, without an Idempotency-Key. */
  readonly joins: boolean;
}
