import type { StsOperation } from './sts-operation.js';

/** No policy can deny it, at AWS neither. */
export const GetCallerIdentity: StsOperation = {
  name: 'GetCallerIdentity',
  run: ({ caller: { arn, userId, accountId } }) => ({ Arn: arn, UserId: userId, Account: accountId }),
};
