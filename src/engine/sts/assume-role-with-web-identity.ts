import { readParameters } from './parameters.js';
import { StsError } from './sts-error.js';
import { openSession, readSessionPolicy, type StsOperation } from './sts-operation.js';
import { readWebIdentity } from './web-identity.js';

export const AssumeRoleWithWebIdentity: StsOperation = {
  name: 'AssumeRoleWithWebIdentity',
  unsigned: true,
  run: (context) => {
    const parameters = readParameters(context.fields, ['RoleArn', 'RoleSessionName', 'WebIdentityToken']);
    const policy = readSessionPolicy(parameters.Policy);
    const role = context.roles.get(parameters.RoleArn);
    if (!role?.webIdentity)
      throw new StsError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
    const identity = readWebIdentity(parameters.WebIdentityToken, role.webIdentity, context.nowMs);
    return {
      ...openSession(context, role, parameters, policy),
      SubjectFromWebIdentityToken: identity.subject,
      Audience: role.webIdentity.audience ?? identity.audiences[0],
      Provider: identity.issuer,
    };
  },
};
