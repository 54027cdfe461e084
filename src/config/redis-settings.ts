import type { Parser } from './parsers.js';

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

/** How to reach the Redis or Valkey server that replicas share, as in `REDIS_URL`. */
export interface RedisTarget {
  /** Several addresses are nodes of one cluster. */
  readonly addresses: readonly [RedisAddress, ...RedisAddress[]];
  readonly tls: boolean;
  readonly database: number;
  /** ACL user. */
  readonly username?: string;
}

export interface RedisSettings extends RedisTarget {
  /** Read again for each connection, so that the file can be rotated. */
  readonly readPassword: () => string | undefined;
}

/** Also used by the schema of the chart's values, so it is limited to the syntax that JavaScript and Go share. */
const ADDRESS = String.raw`rediss?://([^\s:@/,]+@)?([^\s:@/?#,\[\]]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[0-9]{0,2})?`;

export const REDIS: Parser<RedisTarget> = {
  must:
    'be redis://[user@]host[:port][/database], rediss:// for TLS, or several of a cluster, separated by commas and with ' +
    'the same scheme and user; the password belongs in REDIS_PASSWORD_FILE',
  schema: { type: 'string', pattern: `^(${ADDRESS}(, *${ADDRESS})*)?$` },
  parse: (text) => {
    const urls = text.split(',').map((part) => URL.parse(part.trim()));
    const good = urls.filter((url) => url !== null && isRedisUrl(url)) as URL[];
    const [first, ...others] = good.map(addressOf);
    if (first === undefined || good.length !== urls.length || !areAlike(good)) return undefined;
    const { protocol, username, pathname } = good[0] as URL;
    return {
      addresses: [first, ...others],
      tls: protocol === 'rediss:',
      database: Number(pathname.slice(1)),
      ...(username !== '' && { username: decodeURIComponent(username) }),
    };
  },
};

function isRedisUrl({ protocol, hostname, password, pathname, search, hash }: URL): boolean {
  const plain = password === '' && search === '' && hash === '';
  return /^rediss?:$/.test(protocol) && hostname !== '' && plain && /^(\/\d{0,2})?$/.test(pathname);
}

/** A cluster has database 0 only. */
function areAlike(urls: readonly URL[]): boolean {
  const identities = new Set(urls.map(({ protocol, username }) => `${protocol}${username}`));
  return identities.size === 1 && (urls.length === 1 || urls.every(({ pathname }) => /^\/?0?$/.test(pathname)));
}

function addressOf({ hostname, port }: URL): RedisAddress {
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? 6_379 : Number(port) };
}
