import type { EngineRole } from '../access/accounts.js';
import { denialOf } from '../access/policy.js';
import type { EngineCaller } from '../access/principal.js';
import { readParameters } from './parameters.js';
import { readSessionPolicy, type StsOperation } from './sessions.js';
import { StsError } from './sts-error.js';

/** @source IAM User Guide, "Roles terms and concepts", role chaining: "a maximum of one hour" */
const MAX_CHAINED_SECONDS = 3600;
const ACTION = 'sts:AssumeRole';

export const AssumeRole: StsOperation = {
  name: 'AssumeRole',
  run: ({ caller, fields, sessions }) => {
    const parameters = readParameters(fields, ['RoleArn', 'RoleSessionName']);
    const { RoleArn, DurationSeconds = 0 } = parameters;
    const policy = readSessionPolicy(parameters.Policy);
    const denial = denialOf(caller, ACTION, RoleArn);
    if (denial !== undefined) throw new StsError('AccessDenied', denial);
    const role = sessions.roles.get(RoleArn);
    if (!role || !trusts(role, caller, parameters.ExternalId))
      throw new StsError(
        'AccessDenied',
        `User: ${caller.arn} is not authorized to perform: ${ACTION} on resource: ${RoleArn}`,
      );
    if (caller.roleArn !== undefined && DurationSeconds > MAX_CHAINED_SECONDS)
      throw new StsError(
        'ValidationError',
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
      );
    return sessions.open(role, parameters, policy);
  },
};

/** Unknown roles and roles that do not trust the caller fail alike, so that callers cannot discover roles. */
function trusts(
  role: EngineRole,
  { accountId, accessKeyId, roleArn }: EngineCaller,
  externalId: string | undefined,
): boolean {
  const known =
    role.trusts?.some((trusted) => [accountId, accessKeyId, roleArn].includes(trusted)) ?? !role.webIdentity;
  return known && (role.externalId === undefined || role.externalId === externalId);
}
