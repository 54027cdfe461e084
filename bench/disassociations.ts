import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { eachOf } from './figures.js';
import type { Figure } from './figures.js';
import { startPeer } from './processes.js';
import type { PeerName, Running } from './processes.js';
import { startServiceFor } from './tenants.js';

/** A server of `DELETE /collections/{collectionId}/users/{userId}/faces/{faceId}` and how to call it. */
export interface Contender {
  readonly name: string;
  readonly start: (upstreamUrl: string) => Promise<Running>;
  /** Number of valid API keys: `key-0`, `key-1` and so on. Default: 1. */
  readonly keys?: number;
  readonly headers?: (number: number) => Readonly<Record<string, string>>;
  /** Bearer tokens to send instead of an API key. */
  readonly tokens?: readonly string[];
}

export const CONNECTIONS = 32;
const USERS = 1_000;
const MAX_NAMED = 10;
const FACE_ID = '5f0c4c2e-8f7f-4f4e-9d6f-0d7f3a1c2b3d';
/** @source Linux: USER_HZ, the unit of the times in /proc/PID/stat. */
const TICKS_PER_SECOND = 100;

/** Starts the service as it is shipped, with log level info. */
export function serviceOf(tenants: number, more: Readonly<Record<string, string>> = {}): Contender['start'] {
  const entries = Array.from({ length: tenants }, () => ({ sharedWith: 'bench' }));
  return (upstreamUrl) => startServiceFor(entries, upstreamUrl, undefined, { LOG_LEVEL: 'info', ...more });
}

export function peerOf(name: PeerName, more: Readonly<Record<string, string>> = {}): Contender['start'] {
  const aws = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  return (upstreamUrl) => startPeer(name, { AWS_ENDPOINT_URL_REKOGNITION: upstreamUrl, ...aws, ...more });
}

/** Returns the user and system time of the process so far. */
export function cpuMs({ pid = 0 }: { readonly pid?: number | undefined }): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [utime = 0, stime = 0] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14).map(Number);
  return ((utime + stime) * 1_000) / TICKS_PER_SECOND;
}

/** Sends disassociations and counts responses other than 204. */
export class Load {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  private readonly failures: string[] = [];
  private failed = 0;
  private sent = 0;

  /** Sends one request at a time on each connection. */
  async send(contender: Contender, url: string, calls: number): Promise<void> {
    await eachOf(calls, CONNECTIONS, () => this.one(contender, url));
  }

  /** Sends requests at a constant rate, however long each takes. @returns their durations in milliseconds. */
  async steady(contender: Contender, url: string, perSecond: number, seconds: number): Promise<number[]> {
    const startedMs = performance.now();
    const calls = Array.from({ length: perSecond * seconds }, async (_none, number) => {
      const dueMs = startedMs + (number * 1_000) / perSecond;
      await sleep(Math.max(0, dueMs - performance.now()));
      const sentMs = performance.now();
      await this.one(contender, url);
      return performance.now() - sentMs;
    });
    return Promise.all(calls);
  }

  close(): void {
    this.agent.destroy();
  }

  get figure(): Figure {
    const named = this.failures.map((each) => ` (${each})`).join('');
    return { name: `not answered 204${named}`, value: this.failed, unit: 'calls', atMost: 0 };
  }

  private async one(contender: Contender, url: string): Promise<void> {
    const status = await this.status(contender, url, (this.sent += 1));
    if (status !== 204) this.count(`${contender.name}: ${status}`);
  }

  /** Keeps only the first kinds of failures, because there may be as many as calls. */
  private count(failure: string): void {
    this.failed += 1;
    if (this.failures.length < MAX_NAMED && !this.failures.includes(failure)) this.failures.push(failure);
  }

  private status({ keys = 1, tokens, headers }: Contender, url: string, number: number): Promise<number> {
    const path = `/collections/staff/users/user-${number % USERS}/faces/${FACE_ID}`;
    const credential =
      tokens === undefined
        ? { 'x-api-key': `key-${number % keys}` }
        : { authorization: `Bearer ${tokens[number % tokens.length]}` };
    const sent = { ...credential, ...headers?.(number) };
    return new Promise((resolve, reject) => {
      const asked = request(`${url}${path}`, { method: 'DELETE', agent: this.agent, headers: sent }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
      });
      asked.on('error', reject).end();
    });
  }
}
