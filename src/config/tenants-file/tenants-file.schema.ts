import { AUDIENCE, CLAIM, SCOPE, SCOPE_MAP, SCOPES } from './claims.js';
import {
  atMostOne,
  described,
  exactlyOne,
  list,
  object,
  oneOfTexts,
  type Schema,
  text,
  type ValueOf,
  wholeNumber,
} from './schema.js';

const NAME = text(
  'a name of 1 to 64 letters, digits, dots, hyphens and underscores that begins with a letter or a digit',
  '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
);
const ACCOUNT = text('an AWS account id, 12 digits in quotes', '^[0-9]{12}$');
const VARIABLE = text('the name of an environment variable', '^[A-Za-z_][A-Za-z0-9_]{0,127}$');
const FILE = text('the path of a file', '^[^\\u0000]{1,4096}$');
/** @source Amazon Rekognition API reference: CollectionId, up to 255 characters; S3Object, Bucket. */
const COLLECTION = text(
  'the id of a collection: 1 to 255 letters, digits, dots, hyphens and underscores',
  '^[a-zA-Z0-9_.-]{1,255}$',
);
const BUCKET = text('the name of an S3 bucket', '^[0-9A-Za-z._-]{3,255}$');
/** Plain HTTP is allowed only on loopback addresses. */
const HTTPS_URL = text(
  'an https URL, or an http URL of a loopback address (127.0.0.1, [::1], localhost)',
  '^(https://[^/?#@\\\\\\s]+|http://(127\\.0\\.0\\.1|\\[::1\\]|localhost)(:[0-9]{1,5})?)([/?][^#\\s]*)?$',
  { format: 'uri', maxLength: 2048 },
);
const NOTHING: Schema<object> = {
  title: 'an empty object {}, because it has no settings',
  type: 'object',
  maxProperties: 0,
};

const STATIC = object(
  'an object that names the variables or files of the keys',
  {
    accessKeyIdEnv: VARIABLE,
    accessKeyIdFile: FILE,
    secretAccessKeyEnv: VARIABLE,
    secretAccessKeyFile: FILE,
    sessionTokenEnv: VARIABLE,
    sessionTokenFile: FILE,
  },
  [],
  {
    allOf: [
      exactlyOne('accessKeyIdEnv', 'accessKeyIdFile'),
      exactlyOne('secretAccessKeyEnv', 'secretAccessKeyFile'),
      atMostOne('sessionTokenEnv', 'sessionTokenFile'),
    ],
  },
);

/** @source AWS STS API reference, AssumeRole: DurationSeconds, 900 to 43,200, at most what the role allows. */
const ROLE = {
  roleArn: text(
    'the ARN of a role, such as arn:aws:iam::111122223333:role/faces',
    '^arn:aws(-[a-z]{1,12}){0,3}:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{1,576}$',
  ),
  durationSeconds: described('Lifetime of a session. Default: 3600.', wholeNumber(900, 43_200)),
  sessionPolicy: described<boolean>(
    "Whether a session policy restricts sessions to the tenant's collections and S3 locations. Default: false.",
    { title: 'true or false', type: 'boolean' },
  ),
};

/** @source AWS STS API reference, AssumeRole: ExternalId. AWS does not treat it as a secret. */
const EXTERNAL_ID = text('an external id: 2 to 1224 letters, digits and _+=,.@:/-', '^[A-Za-z0-9_+=,.@:/-]{2,1224}$');

const CREDENTIALS = object(
  'an object that names exactly one kind of credentials',
  {
    static: described('Long-lived keys in environment variables or files.', STATIC),
    assumeRole: described(
      "A role assumed with the service's own identity.",
      object(
        'an object that names a role',
        { ...ROLE, externalId: EXTERNAL_ID, externalIdEnv: VARIABLE, externalIdFile: FILE },
        ['roleArn'],
        { allOf: [atMostOne('externalId', 'externalIdEnv', 'externalIdFile')] },
      ),
    ),
    webIdentity: described(
      'A role assumed with a token from a file. Default of tokenFile: the value of AWS_WEB_IDENTITY_TOKEN_FILE.',
      object('an object that names a role', { ...ROLE, tokenFile: FILE }, ['roleArn']),
    ),
    container: described('Credentials from the agent at AWS_CONTAINER_CREDENTIALS_FULL_URI.', NOTHING),
    default: described("The AWS SDK's default chain, for one tenant at most.", NOTHING),
  },
  [],
  { minProperties: 1, maxProperties: 1 },
);

const API_KEY = object(
  'an object that describes an API key',
  {
    id: described('Identifies the key in logs. Unique within the file.', NAME),
    sha256: described(
      'SHA-256 hash of the key.',
      text('the SHA-256 of the key, 64 hex digits in lower case', '^[0-9a-f]{64}$'),
    ),
    scopes: list(`a list of different scopes out of ${SCOPES.join(', ')}`, SCOPE, [1], { uniqueItems: true }),
    // Stricter than ISO 8601, which allows a missing offset, weeks, and days of the year.
    expiresAt: text(
      'a time such as 2027-01-01T00:00:00Z',
      '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,3})?(Z|[+-][0-9]{2}:[0-9]{2})$',
      { format: 'date-time' },
    ),
  },
  ['id', 'sha256', 'scopes'],
);

const S3 = object(
  'an object that names a bucket',
  {
    bucket: BUCKET,
    keyPrefix: described<string>('Prefix of the object keys that callers may name. Default: the whole bucket.', {
      title: 'a string of at most 1024 characters',
      type: 'string',
      maxLength: 1_024,
    }),
  },
  ['bucket'],
);

const TENANT = object(
  'an object that describes a tenant',
  {
    id: NAME,
    awsAccount: ACCOUNT,
    region: text('an AWS region such as eu-west-1', '^[a-z]{2,4}(-[a-z]{1,12}){1,3}-[0-9]$'),
    weight: described<number>("Share of the account's quota, relative to its other tenants. Default: 1.", {
      title: 'a number from 0.01 to 1000',
      type: 'number',
      minimum: 0.01,
      maximum: 1_000,
    }),
    collectionPrefix: described(
      'The tenant sees the collections whose ids start with this prefix. The service adds and removes it; callers never see it. Without collectionPrefix and allowedCollections, the tenant sees all collections of its account in its region.',
      text('1 to 128 letters, digits, dots, hyphens and underscores', '^[a-zA-Z0-9_.-]{1,128}$'),
    ),
    allowedCollections: described(
      'The tenant sees only these collections.',
      list('a list of 1 to 10000 different ids of collections', COLLECTION, [1, 10_000], { uniqueItems: true }),
    ),
    sharedWith: described('Tenants with the same value may see the same collections.', NAME),
    s3: described(
      'The S3 objects that callers may name. Default: none.',
      list('a list of at most 1000 S3 locations', S3, [0, 1_000]),
    ),
    credentials: CREDENTIALS,
    apiKeys: list('a list of at most 1000 API keys, which may be empty', API_KEY, [0, 1_000]),
  },
  ['id', 'awsAccount', 'region', 'credentials', 'apiKeys'],
  { allOf: [atMostOne('collectionPrefix', 'allowedCollections')] },
);

/** AWS's published quotas, no limit, or calls per second by operation, which override the published ones. */
export type QuotaChoice = 'aws' | 'off' | Readonly<Record<string, number>>;

const QUOTAS: Schema<QuotaChoice> = {
  title: 'aws, off or calls per second by operation',
  description:
    "aws: AWS's published quotas. off: no limit. An object sets calls per second for the operations it names; the others keep the published quota.",
  anyOf: [
    { enum: ['aws', 'off'] },
    {
      type: 'object',
      propertyNames: { pattern: '^[A-Z][A-Za-z]{1,63}$' },
      additionalProperties: { type: 'number', exclusiveMinimum: 0, maximum: 100_000 },
    },
  ],
};

const ACCOUNT_SETTINGS = object('an object', { quotas: QUOTAS });

const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

const ISSUER = object(
  'an object that describes an issuer',
  {
    issuer: described('Expected value of the iss claim.', HTTPS_URL),
    audience: described('Expected audience of a token, or a list of accepted audiences.', AUDIENCE),
    audienceClaim: described('The claim with the audience, such as client_id. Default: aud.', CLAIM),
    jwksUri: described("URL of the issuer's JSON Web Key Set.", HTTPS_URL),
    jwksFile: described("File with the issuer's JSON Web Key Set, instead of jwksUri.", FILE),
    algorithms: list(
      'a list of different asymmetric algorithms',
      oneOfTexts('one of RS256 to RS512, PS256 to PS512, ES256 to ES512, EdDSA', ALGORITHMS),
      [1],
      { uniqueItems: true },
    ),
    tenantClaim: described('The claim with the tenant id.', CLAIM),
    scopesClaim: described('The claim with the scopes, as a list or separated by spaces.', CLAIM),
    scopesClaims: described(
      'Several claims with scopes, instead of scopesClaim. Their scopes add up.',
      list('a list of 1 to 10 claims', CLAIM, [1, 10]),
    ),
    scopeMap: described(
      'The scopes that names in a token grant, such as {faces/read: read}. All other names, including read, write and admin, then grant nothing.',
      SCOPE_MAP,
    ),
    maxLifetimeSeconds: described(
      'Longest lifetime of a token, from iat to exp. Default: 86400 (one day).',
      wholeNumber(60, 31_536_000),
    ),
    tenants: described(
      'The tenants that its tokens may name. Default: all.',
      list('a list of 1 to 10000 ids of tenants', NAME, [1, 10_000]),
    ),
  },
  ['issuer', 'audience', 'algorithms', 'tenantClaim'],
  { allOf: [exactlyOne('jwksUri', 'jwksFile'), exactlyOne('scopesClaim', 'scopesClaims')] },
);

const FILE_SCHEMA = object(
  'an object',
  {
    accounts: described<Readonly<Record<string, ValueOf<typeof ACCOUNT_SETTINGS>>>>(
      'Settings shared by all tenants of an AWS account, by account id.',
      {
        title: 'an object whose keys are AWS account ids, 12 digits in quotes',
        type: 'object',
        propertyNames: { pattern: '^[0-9]{12}$' },
        additionalProperties: ACCOUNT_SETTINGS,
      },
    ),
    tenants: list('a list of 1 to 10000 tenants', TENANT, [1, 10_000]),
    issuers: described(
      'Issuers of tokens (JWT). Default: none.',
      list('a list of at most 100 issuers', ISSUER, [0, 100]),
    ),
  },
  ['tenants'],
);

/** The JSON Schema of the tenants file, also published with the chart. tenants-file-faults.ts checks the rest. */
export const TENANTS_FILE_SCHEMA: Schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  description:
    'The tenants file of rekognition-facade, in YAML or JSON: tenants, their AWS credentials, API keys, issuers and quotas.',
  ...FILE_SCHEMA,
};

/** For each secret either an environment variable or a file. */
export type StaticSettings = ValueOf<typeof STATIC>;
export type CredentialsSettings = ValueOf<typeof CREDENTIALS>;
export type ApiKeySettings = ValueOf<typeof API_KEY>;
export type TenantSettings = ValueOf<typeof TENANT>;
/** An issuer of tokens (JWT). Keys come only from `jwksUri` or `jwksFile`. */
export type Issuer = ValueOf<typeof ISSUER>;
export type TenantsFile = ValueOf<typeof FILE_SCHEMA>;
