import { denialOf } from '../access/authorize.js';
import type { EngineCaller } from '../access/caller.js';
import { readParameters } from './parameters.js';
import type { Role } from './roles.js';
import { readSessionPolicy } from './session-policy.js';
import { DEFAULT_DURATION_SECONDS, sessionXml, type StsOperation } from './sts-operation.js';
import { StsError } from './sts-error.js';

/** @source IAM User Guide, "Roles terms and concepts", role chaining: "a maximum of one hour" */
const MAX_CHAINED_SECONDS = 3600;
const ACTION = 'sts:AssumeRole';

export const AssumeRole: StsOperation = {
  name: 'AssumeRole',
  run: ({ fields, caller, roles, sessions }) => {
    const parameters = readParameters(fields, ['RoleArn', 'RoleSessionName']);
    const { RoleArn, RoleSessionName: name, DurationSeconds: durationSeconds = DEFAULT_DURATION_SECONDS } = parameters;
    const packed = parameters.Policy === undefined ? undefined : readSessionPolicy(parameters.Policy);
    const denial = denialOf(caller, ACTION, RoleArn);
    if (denial !== undefined) throw new StsError('AccessDenied', denial);
    const role = roles.get(RoleArn);
    if (!role || !trusts(role, caller, parameters.ExternalId))
      throw new StsError(
        'AccessDenied',
        `User: ${caller.arn} is not authorized to perform: ${ACTION} on resource: ${RoleArn}`,
      );
    if (caller.roleArn !== undefined && durationSeconds > MAX_CHAINED_SECONDS)
      throw new StsError(
        'ValidationError',
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
      );
    const session = sessions.open({ role, name, durationSeconds, ...(packed && { policy: packed.policy }) });
    return { ...sessionXml(role, name, session), PackedPolicySize: packed?.packedSize };
  },
};

/** Unknown roles and roles that do not trust the caller fail alike, so that callers cannot discover roles. */
function trusts(
  role: Role,
  { accountId, accessKeyId, roleArn }: EngineCaller,
  externalId: string | undefined,
): boolean {
  const known = role.trusts?.some((trusted) => [accountId, accessKeyId, roleArn].includes(trusted)) ?? true;
  return known && (role.externalId === undefined || role.externalId === externalId);
}
