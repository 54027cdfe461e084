import { isIP } from 'node:net';

/** Reads the text of an environment variable. */
export interface Parser<Value> {
  /** Completes the fault "NAME must …". */
  readonly must: string;
  /** JSON Schema of the same setting as a value of the chart. */
  readonly schema: object;
  /** The two words that mean true and false. */
  readonly words?: readonly [string, string];
  /** Returns undefined if the text is invalid. */
  readonly parse: (text: string) => Value | undefined;
}

/** Where calls are sent: AWS's endpoints, the embedded engine, or a URL with a compatible API. */
export type Upstream =
  { readonly kind: 'aws' } | { readonly kind: 'embedded' } | { readonly kind: 'url'; readonly url: string };

/** A CIDR range. */
export interface AddressRange {
  readonly address: string;
  readonly prefixBits: number;
}

/** Where audit entries are written. */
export type AuditTarget =
  { readonly kind: 'off' } | { readonly kind: 'stdout' } | { readonly kind: 'file'; readonly path: string };

export const TEXT: Parser<string> = { must: '', schema: { type: 'string' }, parse: (text) => text };

export function wholeNumber(minimum: number, maximum: number): Parser<number> {
  return {
    must: `be a whole number from ${minimum} to ${maximum}`,
    schema: { type: 'integer', minimum, maximum },
    parse: (text) => {
      const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
      return value >= minimum && value <= maximum ? value : undefined;
    },
  };
}

/** Containers may not listen below 1024. */
const POD_PORT = { type: 'integer', minimum: 1_024, maximum: 65_535 };
export const PORT: Parser<number> = { ...wholeNumber(0, 65_535), schema: POD_PORT };
/** In the chart, 0 means that it is not set. */
export const OPTIONAL_PORT: Parser<number> = {
  ...wholeNumber(1, 65_535),
  schema: { anyOf: [{ const: 0 }, POD_PORT] },
};

export function choice<Choice extends string>(...choices: readonly Choice[]): Parser<Choice> {
  return {
    must: `be one of ${choices.join(', ')}`,
    schema: { enum: choices },
    parse: (text) => choices.find((each) => each === text),
  };
}

/** A boolean that is written with two words in the environment, and as true or false in the chart. */
export function either(yes: string, no: string): Parser<boolean> {
  const { must, parse } = choice(yes, no);
  const read = (text: string) => (parse(text) === undefined ? undefined : text === yes);
  return { must, schema: { type: 'boolean' }, words: [yes, no], parse: read };
}

/** Items separated by commas. Empty items are ignored. `pattern` describes an item for the chart. */
function list<Item>(must: string, pattern: RegExp, itemOf: (text: string) => Item | undefined): Parser<Item[]> {
  return {
    must: `be ${must}, separated by commas`,
    schema: { type: 'array', items: { type: 'string', pattern: pattern.source.replaceAll('\\/', '/') } },
    parse: (text) => {
      const texts = text.split(',').map((item) => item.trim());
      const items = texts.filter((item) => item !== '').map(itemOf);
      const valid = items.filter((item) => item !== undefined);
      return valid.length === items.length ? valid : undefined;
    },
  };
}

export const UPSTREAM: Parser<Upstream> = {
  must: 'be aws, embedded or an http(s) URL',
  schema: {
    description: 'The value `embedded` is not allowed on purpose, because every pod would have its own engine.',
    type: 'string',
    pattern: '^(aws|https?://[^\\s]+)$',
  },
  parse: (text) => {
    if (text === 'aws' || text === 'embedded') return { kind: text };
    return isHttpUrl(text) ? { kind: 'url', url: text } : undefined;
  },
};

export const HTTP_URL: Parser<string> = {
  must: 'be an http(s) URL',
  schema: { type: 'string', pattern: '^(https?://[^\\s]+)?$' },
  parse: (text) => (isHttpUrl(text) ? text : undefined),
};

function isHttpUrl(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '');
}

/** A number from 0 to 1. */
export const SHARE: Parser<number> = {
  must: 'be a number from 0 to 1',
  schema: { type: 'number', minimum: 0, maximum: 1 },
  parse: (text) => (/^(0|1|0?\.\d+|1\.0+)$/.test(text) ? Number(text) : undefined),
};

export const BASE_PATH: Parser<string> = {
  must: 'begin with a slash and not end with one, such as /faces',
  schema: { type: 'string', pattern: '^(/[A-Za-z0-9._~-]+)*$', not: { pattern: '/\\.{1,2}(/|$)' } },
  parse: (text) => {
    if (text === '' || text === '/') return '';
    return /^(\/[A-Za-z0-9._~-]+)+$/.test(text) && !/\/\.{1,2}(\/|$)/.test(text) ? text : undefined;
  },
};

/**
 * Origins as browsers send them: scheme, host and port in lower case, without a default port. Apps have their own
 * schemes.
 */
export const ORIGINS = list(
  'origins such as https://app.example; the only wildcard is http://localhost:*',
  /^[a-z][a-z0-9+.-]*:\/\/([^/,\s*]+|localhost:\*)$/,
  (text) => (isOrigin(text) ? text : undefined),
);

function isOrigin(text: string): boolean {
  if (text.includes('*')) return text === 'http://localhost:*';
  const origin = URL.parse(text)?.origin;
  if (origin !== undefined && origin !== 'null') return origin === text;
  const isOfApp = /^[a-z][a-z0-9+.-]{0,30}:\/\/[a-z0-9.-]{1,253}(:\d{1,5})?$/.test(text);
  return isOfApp && !/^(file|data|javascript):/.test(text);
}

const OPERATION = /^[A-Z][A-Za-z]{1,63}$/;
const NAMES = list('operations such as DisassociateFaces', OPERATION, (text) =>
  OPERATION.test(text) ? text : undefined,
);

export const OPERATIONS: Parser<ReadonlySet<string>> = {
  ...NAMES,
  parse: (text) => {
    const names = NAMES.parse(text);
    return names && new Set(names);
  },
};

/** Rejects a prefix length of 0: if all addresses were trusted, callers could forge their own address. */
export const ADDRESS_RANGES = list(
  'IP addresses or ranges such as 10.0.0.0/8',
  /^[0-9A-Fa-f.:]+(\/[0-9]{1,3})?$/,
  (text): AddressRange | undefined => {
    const [, address = '', bits] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
    const mostBits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
    const prefixBits = Number(bits ?? mostBits);
    return prefixBits >= 1 && prefixBits <= mostBits ? { address, prefixBits } : undefined;
  },
);

/** A path must contain a slash, so that a misspelt word does not become a file. */
export const FILE_PATH: Parser<string> = {
  must: 'be the path of a file such as /var/lib/faces/erasures.db',
  schema: { type: 'string', pattern: '^(/[^\\s]+)?$' },
  parse: (text) => (text.includes('/') && !text.endsWith('/') ? text : undefined),
};

/** A path must contain a slash, so that a misspelt `off` or `stdout` does not become a file. */
export const AUDIT_TARGET: Parser<AuditTarget> = {
  must: 'be off, stdout or the path of a file such as /var/log/faces/audit.jsonl',
  schema: { type: 'string', pattern: '^(off|stdout|/[^\\s]+)$' },
  parse: (text) => {
    if (text === 'off' || text === 'stdout') return { kind: text };
    return text.includes('/') && !text.endsWith('/') ? { kind: 'file', path: text } : undefined;
  },
};
