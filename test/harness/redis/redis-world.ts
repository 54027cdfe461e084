import { createHash } from 'node:crypto';

import type { RedisSettings } from '../../../src/config/redis-settings.js';
import { systemClock } from '../../../src/resilience/time/clock.js';
import type { RedisConnect, RedisConnection } from '../../../src/state/redis/redis-connection.js';
import { type LinkEvents, RedisLink } from '../../../src/state/redis/redis-link.js';
import type { RedisScript } from '../../../src/state/redis/redis-script.js';

export function settingsOf(...ports: number[]): RedisSettings {
  const [first, ...others] = ports.map((port) => ({ host: '127.0.0.1', port }));
  return { addresses: [first!, ...others], tls: false, database: 0, readPassword: () => undefined };
}

/** What a link reported, in order. */
export class LinkLog implements LinkEvents {
  readonly lines: string[] = [];
  commands = 0;

  up = (replicas: number): void => void this.lines.push(`up ${replicas}`);
  away = (reason: string): void => void this.lines.push(`away ${reason}`);
  forgot = (what: string): void => void this.lines.push(`forgot ${what}`);
  command = (): void => void (this.commands += 1);
}

/** A link that is generous with time, for tests that are not about time-outs. */
export async function openLink(connect: RedisConnect, commandMs = 5_000): Promise<{ link: RedisLink; log: LinkLog }> {
  const log = new LinkLog();
  const link = new RedisLink({ clock: systemClock, connect, events: log, commandMs });
  await link.start();
  return { link, log };
}

const SERVER_TIME = /local clock = redis\.call\('TIME'\)/;
const EXPIRY = /redis\.call\('PEXPIRE', ([^,]+), [^)]+\)/g;

/**
 * Replaces the server's time in scripts by one that only tests move. Keys do not expire, because Redis would use the
 * time of the machine for that. Nothing else is changed.
 */
export class ServerTime {
  private nowMs = Date.UTC(2030, 0, 1);
  private readonly scripts = new Map<string, RedisScript>();

  get nowUs(): number {
    return this.nowMs * 1_000;
  }

  pass(ms: number): void {
    this.nowMs += ms;
    this.scripts.clear();
  }

  wrap(connect: RedisConnect): RedisConnect {
    return async (signal) => {
      const connection = await connect(signal);
      const wrapped: RedisConnection = {
        run: (script, keys, args) => connection.run(this.at(script), keys, args),
        runDurably: (script, keys, args, withinMs) => connection.runDurably(this.at(script), keys, args, withinMs),
        close: () => connection.close(),
      };
      return wrapped;
    };
  }

  private at(script: RedisScript): RedisScript {
    const known = this.scripts.get(script.name);
    if (known !== undefined) return known;
    if (!SERVER_TIME.test(script.lua)) throw new Error(`${script.name} does not ask for the time as others do`);
    const time = `local clock = { ${Math.floor(this.nowMs / 1_000)}, ${(this.nowMs % 1_000) * 1_000} }`;
    const lua = script.lua.replace(SERVER_TIME, time).replace(EXPIRY, "redis.call('PERSIST', $1)");
    const fixed = { name: script.name, lua, sha1: createHash('sha1').update(lua).digest('hex') };
    this.scripts.set(script.name, fixed);
    return fixed;
  }
}
