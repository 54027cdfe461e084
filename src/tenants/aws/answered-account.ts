import type { AssumeRoleCommandOutput } from '@aws-sdk/client-sts';
import type { fromTemporaryCredentials } from '@aws-sdk/credential-providers';

type Plugin = NonNullable<Parameters<typeof fromTemporaryCredentials>[0]['clientPlugins']>[number];

const ACCOUNT_IN_ARN = 4;

/** The account that STS names when it answers to AssumeRole: the SDK's provider does not hand it on. */
export class AnsweredAccount {
  /** Undefined until STS has answered. */
  id: string | undefined;

  /** Reads the answer on its way through an STS client. */
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
