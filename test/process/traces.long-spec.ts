import { afterEach, describe, expect, it } from '@jest/globals';

import { ServiceProcess } from '../harness/service-process.js';
import { TraceReceiver } from '../harness/trace-receiver.js';

/** Makes Node refuse to load OpenTelemetry, except for its API, which prom-client imports. */
const WITHOUT_OPENTELEMETRY = `import { registerHooks } from 'node:module';
registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith('@opentelemetry/') && !specifier.endsWith('/api')) throw new Error('loads ' + specifier);
    return next(specifier, context);
  },
});`;
const ENV = { REKOGNITION: 'embedded', HOST: '127.0.0.1', PORT: '0', DRAIN_DELAY_MS: '0' };
const PRELOAD = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(WITHOUT_OPENTELEMETRY)}` };

let service: ServiceProcess | undefined;
let receiver: TraceReceiver | undefined;

afterEach(async () => {
  await service?.ends('SIGKILL');
  await receiver?.close();
  [service, receiver] = [undefined, undefined];
});

async function started(env: Record<string, string>): Promise<string> {
  service = ServiceProcess.start('main.js', { ...ENV, ...env });
  return `http://127.0.0.1:${await service.says(/"port":(\d+)/)}`;
}

describe('OpenTelemetry', () => {
  it('is not loaded while no collector is configured', async () => {
    const url = await started(PRELOAD);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    expect(await service?.ends('SIGTERM')).toBe(0);
  });

  it('is loaded with a collector, which proves that the test above can fail', async () => {
    service = ServiceProcess.start('main.js', {
      ...ENV,
      ...PRELOAD,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    });
    expect(await service.ends()).toBe(1);
    expect(service.output).toContain('loads @opentelemetry/');
  });

  it('exports the last spans before the process ends, under the name that OTEL_SERVICE_NAME gives', async () => {
    receiver = await TraceReceiver.start();
    const url = await started({ OTEL_EXPORTER_OTLP_ENDPOINT: `${receiver.url}/`, OTEL_SERVICE_NAME: 'faces' });
    await fetch(`${url}/me`, { headers: { 'x-api-key': 'demo-key' } });
    expect(await service?.ends('SIGTERM')).toBe(0);
    expect(receiver.spans.map(({ name }) => name)).toEqual(['GET /me']);
    expect(receiver.resource).toMatchObject({ 'service.name': 'faces' });
  });
});
