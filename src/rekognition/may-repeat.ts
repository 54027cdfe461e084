import type { OperationDefinition } from './operation.js';

/** Whether the operation may be sent again with this input after an attempt whose outcome nobody knows. */
export function mayRepeat<Input extends object>(
  row: Pick<OperationDefinition<Input>, 'repeat'>,
  input: Input,
): boolean {
  return typeof row.repeat === 'function' ? row.repeat(input) : row.repeat !== 'never';
}
