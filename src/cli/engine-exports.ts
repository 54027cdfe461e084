import { DEFAULT_ACCOUNT, type EngineAccount } from '../engine/index.js';

const REGION = 'us-east-1';

/**
 * Returns the settings and code that point the AWS CLI and the JavaScript and Python SDKs to an engine with its first
 * account. Configured secrets are replaced by placeholders.
 */
export function exportsFor(url: string, given: readonly EngineAccount[] | undefined): string {
  const { accessKeyId, secretAccessKey, sessionToken } = given?.[0] ?? DEFAULT_ACCOUNT;
  const id = accessKeyId;
  const secret = given ? '<its secret>' : secretAccessKey;
  const token = sessionToken === undefined ? undefined : '<its session token>';
  const tokenAs = (prefix: string) => (token === undefined ? '' : `${prefix}${literal(token)}`);
  return `
For the AWS CLI and every AWS SDK, in the shell they run in:
  unset AWS_PROFILE AWS_SESSION_TOKEN
  ${assignments({ AWS_ENDPOINT_URL_REKOGNITION: url, AWS_ENDPOINT_URL_STS: url })}
  ${assignments({ AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token })}
  ${assignments({ AWS_REGION: REGION, AWS_DEFAULT_REGION: REGION })}
  aws rekognition list-collections

Or in code, JavaScript:
  new RekognitionClient({ endpoint: ${literal(url)}, region: ${literal(REGION)},
    credentials: { accessKeyId: ${literal(id)}, secretAccessKey: ${literal(secret)}${tokenAs(', sessionToken: ')} } })
Python:
  boto3.client('rekognition', endpoint_url=${literal(url)}, region_name=${literal(REGION)},
    aws_access_key_id=${literal(id)}, aws_secret_access_key=${literal(secret)}${tokenAs(', aws_session_token=')})
`;
}

function assignments(values: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `export ${given.map(([name, value]) => `${name}=${shellWord(value)}`).join(' ')}`;
}

function shellWord(value: string): string {
  return /^[\w./:-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

/** Returns a string literal for JavaScript and Python. */
function literal(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
