import type { Type } from '@nestjs/common';

import { LaneInterceptor } from './batching/user-lanes.js';
import type { CallInterceptor } from './call.js';
import { AdmitInterceptor } from './interceptors/admit.interceptor.js';
import { AuditInterceptor, IntentInterceptor } from './interceptors/audit.interceptor.js';
import { CredentialsInterceptor } from './interceptors/credentials.interceptor.js';
import { FailureInterceptor } from './interceptors/failure.interceptor.js';
import { FreshFacesInterceptor } from './interceptors/fresh-faces.interceptor.js';
import { LimitInterceptor } from './interceptors/limit.interceptor.js';
import { MetricsInterceptor } from './interceptors/metrics.interceptor.js';
import { RecordInterceptor } from './interceptors/record.interceptor.js';
import { RetryInterceptor } from './interceptors/retry.interceptor.js';
import { ScopeInterceptor } from './tenant-scope.js';

/** The stages of a call, outermost first. `RekognitionModule` provides them. */
export const CALL_PIPELINE: readonly Type<CallInterceptor>[] = [
  MetricsInterceptor,
  AuditInterceptor,
  ScopeInterceptor,
  AdmitInterceptor,
  IntentInterceptor,
  FreshFacesInterceptor,
  LaneInterceptor,
  RetryInterceptor,
  CredentialsInterceptor,
  LimitInterceptor,
  RecordInterceptor,
  FailureInterceptor,
];
