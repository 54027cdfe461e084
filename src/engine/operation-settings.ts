import type { Assumptions } from './assumptions.js';

/** When a write of a user fails with ConflictException. AWS documents no exact rule. */
export type ConflictRule = 'overlapping' | 'updating' | 'never';

/** The settings that operations read; see EngineOptions. */
export interface OperationSettings {
  readonly settleMs: number;
  readonly searchLagMs: number;
  readonly faceLagMs: number;
  readonly conflicts: ConflictRule;
  readonly seed: number;
  readonly s3Folder?: string;
  readonly assumptions: Assumptions;
}
