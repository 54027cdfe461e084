import { readParameters } from './parameters.js';
import { readSessionPolicy, type StsOperation } from './sessions.js';
import { StsError } from './sts-error.js';
import { readWebIdentity } from './web-identity.js';

export const AssumeRoleWithWebIdentity: StsOperation = {
  name: 'AssumeRoleWithWebIdentity',
  unsigned: true,
  run: ({ fields, sessions, nowMs }) => {
    const parameters = readParameters(fields, ['RoleArn', 'RoleSessionName', 'WebIdentityToken']);
    const policy = readSessionPolicy(parameters.Policy);
    const role = sessions.roles.get(parameters.RoleArn);
    if (!role?.webIdentity)
      throw new StsError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
    const identity = readWebIdentity(parameters.WebIdentityToken, role.webIdentity, nowMs);
    return {
      ...sessions.open(role, parameters, policy),
      SubjectFromWebIdentityToken: identity.subject,
      Audience: role.webIdentity.audience ?? identity.audiences[0],
      Provider: identity.issuer,
    };
  },
};
