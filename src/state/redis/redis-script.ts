import { createHash } from 'node:crypto';

/** A Lua script. Its text never changes, so that the server caches it once. */
export interface RedisScript {
  readonly name: string;
  readonly lua: string;
  readonly sha1: string;
}

export type RedisArgument = string | Buffer;
/** Strings arrive as bytes, because answers are binary. */
export type RedisReply = Buffer | number | null | readonly RedisReply[];

export type RunScript = (
  script: RedisScript,
  keys: readonly string[],
  args: readonly RedisArgument[],
) => Promise<RedisReply>;

/** The version is part of each key, so that replicas of incompatible versions do not read each other's keys. */
const PREFIX = 'rekognition-facade:1';

/** All keys with the same tag are on the same node of a cluster, so that a script may use them together. */
export function keyOf(tag: string, name: string): string {
  return `${PREFIX}:{${tag}}:${name}`;
}

/** A short digest of text of any length, without characters that have a meaning in keys. */
export function digestOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 27);
}

/** `NOW` is the server's time in microseconds: replicas' clocks may differ. */
const NOW = `local clock = redis.call('TIME')
local NOW = clock[1] * 1000000 + clock[2]
`;

export function defineScript(name: string, body: string): RedisScript {
  const lua = `${NOW}${body}`;
  return { name, lua, sha1: createHash('sha1').update(lua).digest('hex') };
}

export function textOf(reply: RedisReply | undefined): string {
  return reply === null || reply === undefined ? '' : String(reply);
}

export function numberOf(reply: RedisReply | undefined): number {
  return Number(textOf(reply));
}

export function listOf(reply: RedisReply): readonly RedisReply[] {
  return Array.isArray(reply) ? (reply as readonly RedisReply[]) : [reply];
}
