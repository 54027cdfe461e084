import { readParameters } from './parameters.js';
import { readSessionPolicy } from './session-policy.js';
import { DEFAULT_DURATION_SECONDS, sessionXml, type StsOperation } from './sts-operation.js';
import { StsError } from './sts-error.js';
import { readWebIdentity } from './web-identity.js';

export const AssumeRoleWithWebIdentity: StsOperation = {
  name: 'AssumeRoleWithWebIdentity',
  unsigned: true,
  run: ({ fields, roles, sessions, nowMs }) => {
    const parameters = readParameters(fields, ['RoleArn', 'RoleSessionName', 'WebIdentityToken']);
    const { RoleArn, RoleSessionName: name, DurationSeconds: durationSeconds = DEFAULT_DURATION_SECONDS } = parameters;
    const packed = parameters.Policy === undefined ? undefined : readSessionPolicy(parameters.Policy);
    const role = roles.get(RoleArn);
    if (!role?.webIdentity)
      throw new StsError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
    const identity = readWebIdentity(parameters.WebIdentityToken, role.webIdentity, nowMs);
    const session = sessions.open({ role, name, durationSeconds, ...(packed && { policy: packed.policy }) });
    return {
      ...sessionXml(role, name, session),
      SubjectFromWebIdentityToken: identity.subject,
      Audience: role.webIdentity.audience ?? identity.audiences[0],
      Provider: identity.issuer,
      PackedPolicySize: packed?.packedSize,
    };
  },
};
