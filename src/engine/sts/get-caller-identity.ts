import type { StsOperation } from './sessions.js';

/** As at AWS, policies cannot deny it. */
export const GetCallerIdentity: StsOperation = {
  name: 'GetCallerIdentity',
  run: ({ caller: { arn, userId, accountId } }) => ({ Arn: arn, UserId: userId, Account: accountId }),
};
