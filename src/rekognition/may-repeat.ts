import type { OperationDefinition } from './operation.js';

/** Whether the operation may be retried with this input after an unclear outcome. */
export function mayRepeat<Input extends object>(
  definition: Pick<OperationDefinition<Input>, 'repeat'>,
  input: Input,
): boolean {
  return typeof definition.repeat === 'function' ? definition.repeat(input) : definition.repeat !== 'never';
}
