import { setTimeout } from 'node:timers/promises';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import type { Config } from './config/config.js';
import { createApp } from './create-app.js';
import type { EngineAccount } from './engine/index.js';
import { DocsListener } from './http/openapi/docs-listener.js';
import { MetricsServer } from './health/health.controller.js';
import { Lifecycle } from './http/routes/connections.js';
import { Logger } from './observability/logger.js';
import { Metrics } from './observability/metrics.js';
import { systemClock } from './resilience/time/clock.js';
import { RegionClients } from './tenants/aws/region-clients.js';

export interface ServiceOptions {
  /** Seed of the embedded engine, for reproducible ids. */
  readonly seed?: number;
  /** Adds data to the embedded engine before the service listens. Users created here are ACTIVE by then. */
  readonly prepare?: (engineUrl: string) => Promise<void>;
}

/** How far the engine's clock is set back during `prepare`: longer than a changed user stays UPDATING. */
const PREPARED_AGO_MS = 1_000;

/** Stops a component. Endings run in reverse order of start. */
type Ending = () => Promise<void> | void;

/**
 * Starts the service. On SIGTERM or SIGINT it keeps serving for `drainDelayMs` while readiness returns 503, completes the
 * running requests and exits with code 0. A signal before it listens exits immediately.
 *
 * @returns the port.
 */
export async function runService(config: Config, options: ServiceOptions = {}): Promise<number> {
  const endings: Ending[] = [];
  const running: { lifecycle?: Lifecycle } = {};
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      if (running.lifecycle === undefined) process.exit(0);
      if (running.lifecycle.phase === 'ready') void stop(running.lifecycle, config, endings);
    });
  }
  // Without a listener for SIGUSR1, Node starts its debugger.
  process.on('SIGUSR1', () => undefined);
  const upstream = await startUpstream(config, options, endings);
  const app = await createApp(upstream);
  endings.push(() => app.close());
  await listen(app, upstream, endings);
  running.lifecycle = app.get(Lifecycle);
  running.lifecycle.phase = 'ready';
  app.get(Logger).event('listening', { host: config.host, port: portOf(app) });
  if (config.secrets.random)
    app.get(Logger).warning('SECRETS_FILE is not set: secrets are random and end with this process');
  setImmediate(() => app.get(RegionClients).preload());
  return portOf(app);
}

async function startUpstream(config: Config, { seed, prepare }: ServiceOptions, endings: Ending[]): Promise<Config> {
  if (config.upstream.kind !== 'embedded') return config;
  const { startEngine } = await import('./engine/index.js');
  let agoMs = prepare === undefined ? 0 : PREPARED_AGO_MS;
  const engine = await startEngine({
    accounts: engineAccounts(config),
    quotas: config.quotas.others,
    nowMs: () => systemClock.wallMs() - agoMs,
    ...(seed !== undefined && { seed }),
  });
  endings.push(() => engine.close());
  await prepare?.(engine.url);
  agoMs = 0;
  return { ...config, upstream: { kind: 'url', url: engine.url } };
}

/** With the tenants' static keys, the engine verifies signatures as AWS does. */
function engineAccounts({ tenants }: Config): EngineAccount[] {
  return tenants.flatMap(({ awsAccount, credentials }) =>
    credentials.kind === 'static' ? [{ accountId: awsAccount, ...credentials.read() }] : [],
  );
}

async function listen(app: NestFastifyApplication, config: Config, endings: Ending[]): Promise<void> {
  if (typeof config.metrics === 'object') {
    const metrics = new MetricsServer(app.get(Metrics));
    await metrics.listen(config.metrics.port, config.host);
    endings.push(() => metrics.close());
  }
  if (typeof config.docs === 'object') {
    const docs = new DocsListener(app.getHttpServer());
    await docs.listen(config.docs.port, config.host);
    endings.push(() => docs.close());
  }
  await app.listen(config.port, config.host);
}

async function stop(lifecycle: Lifecycle, { drainDelayMs }: Config, endings: Ending[]): Promise<void> {
  lifecycle.phase = 'draining';
  await setTimeout(drainDelayMs);
  lifecycle.phase = 'closing';
  for (const end of endings.toReversed()) await end();
  process.exit(0);
}

function portOf(app: NestFastifyApplication): number {
  const address = app.getHttpServer().address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
