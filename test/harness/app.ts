import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { CONFIG, type Config } from '../../src/config/config.js';
import { loadConfig } from '../../src/config/load-config.js';
import type { Tenant } from '../../src/config/tenant.js';
import { SCOPES, type Scope } from '../../src/config/tenants-file/claims.js';
import { createApp } from '../../src/create-app.js';
import { OPERATIONS } from '../../src/operations.js';
import { Lifecycle } from '../../src/http/routes/connections.js';
import { Logger } from '../../src/observability/logger.js';
import { Metrics } from '../../src/observability/metrics.js';
import { AccountQuotas } from '../../src/tenants/aws/account-quotas.js';
import { CredentialCaches } from '../../src/tenants/aws/credential-cache.js';
import { Sts } from '../../src/tenants/aws/sts.js';
import { Canaries } from './canaries.js';
import { eventually } from './eventually.js';
import { FakeClock } from './fake-clock.js';

/** A tenant with the API keys `<id>-key` (all scopes) and `<id>-read`, and the AWS access key `AKIA<id>`. */
export function tenant(id: string, settings: Partial<Tenant> = {}): Tenant {
  return {
    id,
    awsAccount: '111122223333',
    region: 'eu-west-1',
    weight: 1,
    view: { kind: 'all' },
    s3: [],
    credentials: { kind: 'static', read: () => ({ accessKeyId: `AKIA${id}`, secretAccessKey: `secret of ${id}` }) },
    apiKeys: [apiKey(`${id}-key`, SCOPES), apiKey(`${id}-read`, ['read'])],
    ...settings,
  };
}

export function apiKey(key: string, scopes: readonly Scope[], expiresAtMs?: number): Tenant['apiKeys'][number] {
  const sha256 = createHash('sha256').update(key).digest();
  return { id: `id-of-${key}`, sha256, scopes, ...(expiresAtMs !== undefined && { expiresAtMs }) };
}

/** Engine accounts for the tenants' static keys. */
export function accountsOf(tenants: readonly Tenant[]) {
  return tenants.flatMap(({ awsAccount, credentials }) =>
    credentials.kind === 'static' ? [{ accountId: awsAccount, ...credentials.read() }] : [],
  );
}

export interface Answer<Body = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: Body;
  text: string;
}

export interface Ask {
  method?: string;
  /** Default: `acme-key`. An empty string sends no key. */
  key?: string;
  headers?: Record<string, string>;
  /** Objects are sent as JSON, strings unchanged. */
  body?: object | string;
  /** Sent unchanged, instead of `body`. */
  payload?: Uint8Array<ArrayBuffer> | FormData;
  signal?: AbortSignal;
}

/** Event loop turns without a call in flight after which only the clock can cause progress. */
const IDLE_TURNS = 20;

/** The service on a free port, with a clock that only tests advance. */
export class TestApp {
  readonly logLines: string[];
  /** Tenants' secrets and callers' credentials. None may occur in a log, a metric or a problem. */
  readonly canaries = new Canaries();
  /** The number of requests that were answered or aborted. */
  requestsOver = 0;

  private constructor(
    readonly app: NestFastifyApplication,
    readonly clock: FakeClock,
    readonly url: string,
    logLines: string[],
  ) {
    this.logLines = logLines;
    app.getHttpServer().on('request', (_request: IncomingMessage, response: ServerResponse) => {
      response.once('close', () => (this.requestsOver += 1));
    });
  }

  /**
   * @param upstreamUrl the engine or another Rekognition fake.
   * @param settings Without `docs` there is no OpenAPI document: generating it takes most of the time of a start.
   */
  static async start(
    upstreamUrl: string,
    settings: Partial<Config> = {},
    clock: FakeClock = new FakeClock(),
  ): Promise<TestApp> {
    const logLines: string[] = [];
    const logger = new Logger(settings.logLevel ?? 'info', { write: (line) => void logLines.push(line) });
    const config: Config = {
      ...loadConfig({ REKOGNITION: 'embedded', HOST: '127.0.0.1', PORT: '0' }, OPERATIONS),
      upstream: { kind: 'url', url: upstreamUrl },
      docs: 'off',
      // It runs on the machine's clock, and a retry would wait for the clock that only tests advance.
      connectTimeoutMs: 600_000,
      tenants: [tenant('acme')],
      ...settings,
    };
    const app = await createApp(config, { clock, logger });
    await app.listen(0, '127.0.0.1');
    app.get(Lifecycle).phase = 'ready';
    const started = new TestApp(app, clock, (await app.getUrl()).replace('[::1]', '127.0.0.1'), logLines);
    for (const secret of config.tenants.flatMap(secretsOf)) started.canaries.note(secret);
    return started;
  }

  /** Also checks logs and metrics for canaries. */
  async close(): Promise<void> {
    const metrics = await this.app.get(Metrics).registry.metrics();
    await this.app.close();
    this.canaries.refuseIn([...this.logLines, metrics].join(''), 'logs and metrics');
  }

  /** Fetches the credentials of all tenants, so that faults scripted afterwards affect only calls. */
  async warm(): Promise<this> {
    const caches = this.app.get(CredentialCaches);
    await Promise.all(this.app.get<Config>(CONFIG).tenants.map((each) => caches.of(each).get()));
    return this;
  }

  /**
   * Waits for answers. Advances the clock only while no call is in flight, so that waits end but no attempt times out
   * early.
   */
  async settled<T>(asked: readonly Promise<T>[]): Promise<T[]> {
    const [quotas, sts] = [this.app.get(AccountQuotas), this.app.get(Sts)];
    let [answered, idle] = [0, 0];
    for (const answer of asked) void answer.finally(() => (answered += 1)).catch(() => undefined);
    // One `eventually` per answer: its CPU limit would be too short for many answers on a slow machine.
    for (let count = 1; count <= asked.length; count += 1) {
      await eventually(async () => {
        idle = quotas.attemptsInFlight + sts.asking === 0 ? idle + 1 : 0;
        // A call between two steps is briefly not in flight, although it waits for no timer.
        if (answered < count && idle % IDLE_TURNS === IDLE_TURNS - 1) await this.clock.advance(20);
        return answered >= count;
      });
    }
    return Promise.all(asked);
  }

  /** Waits until exactly `count` attempts are in flight. */
  attempting(count: number): Promise<void> {
    const quotas = this.app.get(AccountQuotas);
    return eventually(() => quotas.attemptsInFlight === count);
  }

  async ask<Body = Record<string, unknown>>(path: string, ask: Ask = {}): Promise<Answer<Body>> {
    const response = await fetch(`${this.url}${path}`, requestOf(ask));
    const { status, headers } = response;
    const text = await response.text();
    for (const [name, value] of Object.entries(ask.headers ?? {}))
      if (/^authorization$|key$/i.test(name)) this.noteCredential(value);
    this.noteCredential(ask.key ?? 'acme-key');
    if (status >= 400) this.canaries.refuseIn(`${text}${JSON.stringify([...headers])}`, `the ${status} of ${path}`);
    const isJson = headers.get('content-type')?.includes('json') === true && text !== '';
    return { status, headers, text, body: (isJson ? JSON.parse(text) : {}) as Body };
  }

  private noteCredential(value: string): void {
    this.canaries.note(value.replace(/^Bearer +/i, ''));
  }
}

/** Returns [] if the keys cannot be read, as some tests intend. */
function secretsOf({ credentials }: Tenant): (string | undefined)[] {
  if (credentials.kind !== 'static') return [];
  try {
    const { secretAccessKey, sessionToken } = credentials.read();
    return [secretAccessKey, sessionToken];
  } catch {
    return [];
  }
}

function requestOf({ method = 'GET', key = 'acme-key', headers = {}, body, payload, signal }: Ask): RequestInit {
  const isObject = typeof body === 'object';
  const sent = payload ?? (isObject ? JSON.stringify(body) : body);
  const own = { ...(key !== '' && { 'x-api-key': key }), ...(isObject && { 'content-type': 'application/json' }) };
  return {
    method,
    headers: { ...own, ...headers },
    ...(sent !== undefined && { body: sent }),
    ...(signal !== undefined && { signal }),
  };
}
