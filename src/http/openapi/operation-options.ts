import type { Type } from '@nestjs/common';

import type { Scope } from '../../config/tenants-file/tenants-file.js';
import type { FailureCode } from '../../failures/failures.table.js';
import type { OperationQuota } from '../../tenants/aws/account-quotas.js';
import type { BodyRules } from '../bodies/body-rules.js';

/** The classes that a request's parts are made into. Unnamed: path and query must be empty, a body is ignored. */
export interface RequestParts {
  readonly path?: Type<object>;
  readonly query?: Type<object>;
  readonly body?: Type<object>;
}

/** One route, as the edge and the document need to know it. */
export interface OperationOptions extends RequestParts {
  /** Default: the row's name in camelCase. */
  readonly operationId?: string;
  readonly summary: string;
  readonly description?: string;
  /** Default: the row's. */
  readonly scope?: Scope;
  readonly success: Success;
  /** Another status of success, with an answer of the same type. */
  readonly alsoSuccess?: Pick<Success, 'status' | 'description' | 'example'>;
  /** How the body may come. Default: JSON of 16 KiB at most. */
  readonly bodyRules?: BodyRules;
  /** Path parameters that work on the demo, by name. */
  readonly pathExample?: Readonly<Record<string, string>>;
  /** A body that works as pasted on the demo. */
  readonly bodyExample?: object;
  /** Whether the answer is an outcome that `Prefer: handling=strict` tells as a problem. */
  readonly outcome?: boolean;
  /** Where what was made is: a path whose names in braces stand for members of the request's path or body. */
  readonly location?: string;
  /** Whether the answer is a page of a list that goes on with cursors. */
  readonly list?: boolean;
  /** What the route makes of failures that its row can have. */
  readonly means?: Partial<Record<FailureCode, FailureCode>>;
  /** Failures of this route beyond those of its row and of every route. */
  readonly problems?: readonly FailureCode[];
}

interface Success {
  readonly status: 200 | 201 | 204;
  readonly description: string;
  readonly type?: Type<object>;
  readonly example?: object;
}

/** What the guard and the interceptors know about a route. */
export interface OperationFacts extends RequestParts {
  readonly operationId: string;
  readonly scope: Scope;
  readonly outcome: boolean;
  readonly bodyRules: BodyRules;
  readonly quota?: OperationQuota;
  readonly location?: string;
  /** The row's name, if it writes. */
  readonly write?: string;
}
