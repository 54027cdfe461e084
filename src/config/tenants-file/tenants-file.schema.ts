import type { Issuer } from './issuer.js';
import {
  type AccountSettings,
  type ApiKeySettings,
  type AssumedRoleSettings,
  type CredentialsSettings,
  type S3Settings,
  SCOPES,
  type StaticSettings,
  type TenantSettings,
  type TenantsFile,
} from './tenants-file.js';

/** A part of a schema. Its title completes "must be …", which is what a fault says: it never tells a value. */
export interface Schema {
  readonly title: string;
  readonly description?: string;
  readonly [keyword: string]: unknown;
}

/** A schema for each member of a type, no more and no fewer. */
type Members<Settings> = Readonly<Record<keyof Settings, Schema>>;

function object<Settings>(
  title: string,
  properties: Members<Settings>,
  required: readonly (keyof Settings)[],
  more: object = {},
): Schema {
  return { title, type: 'object', properties, required, additionalProperties: false, ...more };
}

function text(title: string, pattern: string): Schema {
  return { title, type: 'string', pattern };
}

function list(title: string, items: Schema, [minItems, maxItems]: readonly [number, number]): Schema {
  return { title, type: 'array', items, minItems, maxItems };
}

function described(description: string, schema: Schema): Schema {
  return { ...schema, description };
}

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
/** Plain HTTP cannot be listened in on where it does not leave the machine. */
const HTTPS_URL: Schema = {
  ...text(
    'an https URL, or an http URL of this machine itself (127.0.0.1, [::1], localhost)',
    '^(https://[^/?#@\\\\\\s]+|http://(127\\.0\\.0\\.1|\\[::1\\]|localhost)(:[0-9]{1,5})?)([/?][^#\\s]*)?$',
  ),
  format: 'uri',
  maxLength: 2048,
};
const CLAIM = text('the name of a claim', '^[^\\u0000-\\u0020]{1,255}$');
const NOTHING: Schema = { title: '{}, it has no settings', type: 'object', maxProperties: 0 };

function oneOf(...names: readonly (keyof StaticSettings)[]): Schema {
  return {
    title: `given exactly one of ${names.join(' and ')}`,
    type: 'object',
    oneOf: names.map((name) => ({ required: [name] })),
  };
}

function notBoth<Settings>(one: keyof Settings & string, other: keyof Settings & string): Schema {
  return { title: `given ${one} or ${other}, not both`, type: 'object', not: { required: [one, other] } };
}

const STATIC = object<StaticSettings>(
  'an object that says where the keys are',
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
      oneOf('accessKeyIdEnv', 'accessKeyIdFile'),
      oneOf('secretAccessKeyEnv', 'secretAccessKeyFile'),
      notBoth<StaticSettings>('sessionTokenEnv', 'sessionTokenFile'),
    ],
  },
);

/** @source AWS STS API reference, AssumeRole: DurationSeconds, 900 to 43,200, at most what the role allows. */
const ROLE: Members<AssumedRoleSettings> = {
  roleArn: text(
    'the ARN of a role, such as arn:aws:iam::111122223333:role/faces',
    '^arn:aws(-[a-z]{1,12}){0,3}:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{1,576}$',
  ),
  durationSeconds: described('How long a session lasts. Default: 3600.', {
    title: 'a whole number from 900 to 43200',
    type: 'integer',
    minimum: 900,
    maximum: 43_200,
  }),
  sessionPolicy: described('Whether sessions are narrowed to the collections of the tenant. Default: false.', {
    title: 'true or false',
    type: 'boolean',
  }),
};

const CREDENTIALS = object<CredentialsSettings>(
  'an object that names exactly one kind of credentials',
  {
    static: described('Keys that the operator keeps in variables or files.', STATIC),
    assumeRole: described(
      "A role that is assumed with the service's own identity.",
      object('an object that names a role', { ...ROLE, externalIdEnv: VARIABLE }, ['roleArn']),
    ),
    webIdentity: described(
      'A role that is assumed with a token in a file. Default of tokenFile: what AWS_WEB_IDENTITY_TOKEN_FILE names.',
      object('an object that names a role', { ...ROLE, tokenFile: FILE }, ['roleArn']),
    ),
    container: described('What the agent at AWS_CONTAINER_CREDENTIALS_FULL_URI hands out.', NOTHING),
    default: described("The AWS SDK's default chain, for one tenant at most.", NOTHING),
  },
  [],
  { minProperties: 1, maxProperties: 1 },
);

const API_KEY = object<ApiKeySettings>(
  'an object that describes an API key',
  {
    id: described('Names the key in logs; no other key of the file may have it.', NAME),
    sha256: described(
      'SHA-256 of the key.',
      text('the SHA-256 of the key, 64 hex digits in lower case', '^[0-9a-f]{64}$'),
    ),
    scopes: {
      title: `a list of different scopes out of ${SCOPES.join(', ')}`,
      type: 'array',
      items: { title: `one of ${SCOPES.join(', ')}`, type: 'string', enum: SCOPES },
      minItems: 1,
      uniqueItems: true,
    },
    // ISO 8601 may leave out the offset, or name weeks or days of the year: other instants elsewhere, or none.
    expiresAt: {
      ...text(
        'an instant such as 2027-01-01T00:00:00Z',
        '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,3})?(Z|[+-][0-9]{2}:[0-9]{2})$',
      ),
      format: 'date-time',
    },
  },
  ['id', 'sha256', 'scopes'],
);

const S3 = object<S3Settings>(
  'an object that names a bucket',
  {
    bucket: BUCKET,
    keyPrefix: described('What the names of objects begin with. Default: all of the bucket.', {
      title: 'a text of at most 1024 characters',
      type: 'string',
      maxLength: 1_024,
    }),
  },
  ['bucket'],
);

const TENANT = object<TenantSettings>(
  'an object that describes a tenant',
  {
    id: NAME,
    awsAccount: ACCOUNT,
    region: text('an AWS region such as eu-west-1', '^[a-z]{2}(-[a-z]{1,12}){1,3}-[0-9]$'),
    weight: described("Share of the account's quota, relative to its other tenants. Default: 1.", {
      title: 'a number from 0.01 to 1000',
      type: 'number',
      minimum: 0.01,
      maximum: 1_000,
    }),
    collectionPrefix: described(
      "The tenant sees the collections whose ids begin so. Callers neither send nor see the prefix. Without it and allowedCollections: all of the account's in the region.",
      text('1 to 128 letters, digits, dots, hyphens and underscores', '^[a-zA-Z0-9_.-]{1,128}$'),
    ),
    allowedCollections: described('The tenant sees these collections and no other.', {
      ...list('a list of 1 to 10000 different ids of collections', COLLECTION, [1, 10_000]),
      uniqueItems: true,
    }),
    sharedWith: described('Tenants that name the same word may see the same collections.', NAME),
    s3: described(
      'Which S3 objects callers may name. Default: none.',
      list('a list of at most 1000 places in S3', S3, [0, 1_000]),
    ),
    credentials: CREDENTIALS,
    apiKeys: list('a list of at most 1000 API keys, which may be empty', API_KEY, [0, 1_000]),
  },
  ['id', 'awsAccount', 'region', 'credentials', 'apiKeys'],
  { allOf: [notBoth<TenantSettings>('collectionPrefix', 'allowedCollections')] },
);

const QUOTAS: Schema = {
  title: 'aws, off or calls per second by operation',
  description: "aws: AWS's published quotas. off: no limit. Operations that are not named keep the published quota.",
  anyOf: [
    { enum: ['aws', 'off'] },
    {
      type: 'object',
      propertyNames: { pattern: '^[A-Z][A-Za-z]{1,63}$' },
      additionalProperties: { type: 'number', exclusiveMinimum: 0, maximum: 100_000 },
    },
  ],
};

const ISSUER = object<Issuer>(
  'an object that describes an issuer',
  {
    issuer: described('What tokens say in iss.', HTTPS_URL),
    audience: described('What tokens say in aud.', text('a text of 1 to 255 characters', '^[^\\u0000]{1,255}$')),
    jwksUri: described('Where the public keys are.', HTTPS_URL),
    algorithms: {
      title: 'a list of different asymmetric algorithms',
      type: 'array',
      items: {
        title: 'one of RS256 to RS512, PS256 to PS512, ES256 to ES512, EdDSA',
        type: 'string',
        enum: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'],
      },
      minItems: 1,
      uniqueItems: true,
    },
    tenantClaim: described('The claim that holds the id of the tenant.', CLAIM),
    scopesClaim: described('The claim that holds the scopes.', CLAIM),
    maxLifetimeSeconds: described('The longest life of a token, from iat to exp. Default: 86400, a day.', {
      title: 'a whole number from 60 to 31536000',
      type: 'integer',
      minimum: 60,
      maximum: 31_536_000,
    }),
    tenants: described(
      'The tenants for which its tokens are believed. Default: all.',
      list('a list of 1 to 10000 ids of tenants', NAME, [1, 10_000]),
    ),
  },
  ['issuer', 'audience', 'jwksUri', 'algorithms', 'tenantClaim', 'scopesClaim'],
);

/**
 * The format of the tenants file, which the chart publishes and the service checks. Rules between its entries stand in
 * tenants-file-rules.ts.
 */
export const TENANTS_FILE_SCHEMA: Schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  description: 'The tenants file of rekognition-facade, in YAML or JSON: who may call, as whom, and what they see.',
  ...object<TenantsFile>(
    'an object',
    {
      accounts: described('What tenants of one AWS account share, by its id.', {
        title: 'an object whose every key is an AWS account id, 12 digits in quotes',
        type: 'object',
        propertyNames: { pattern: '^[0-9]{12}$' },
        additionalProperties: object<AccountSettings>('an object', { quotas: QUOTAS }, []),
      }),
      tenants: list('a list of 1 to 10000 tenants', TENANT, [1, 10_000]),
      issuers: described(
        'Who may sign tokens (JWT) for callers. Default: nobody.',
        list('a list of at most 100 issuers', ISSUER, [0, 100]),
      ),
    },
    ['tenants'],
  ),
};
