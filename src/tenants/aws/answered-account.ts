import type { AssumeRoleCommandOutput } from '@aws-sdk/client-sts';
import type { fromTemporaryCredentials } from '@aws-sdk/credential-providers';

type Plugin = NonNullable<Parameters<typeof fromTemporaryCredentials>[0]['clientPlugins']>[number];

const ACCOUNT_IN_ARN = 4;

/** Captures the account from the AssumeRole response, which the SDK's provider does not return. */
export class AnsweredAccount {
  id: string | undefined;

  readonly plugin: Plugin = {
    applyToStack: (stack) => {
      stack.add(
        (next) => async (request) => {
          const answer = await next(request);
          const { AssumedRoleUser } = answer.output as Partial<AssumeRoleCommandOutput>;
          this.id = AssumedRoleUser?.Arn?.split(':')[ACCOUNT_IN_ARN];
          return answer;
        },
        { step: 'initialize', name: 'answeredAccount', override: true },
      );
    },
  };
}
