import { describe, expect, it } from '@jest/globals';

import { Metrics } from './metrics.js';

async function lines(metrics: Metrics, name: string): Promise<string[]> {
  const text = await metrics.registry.metrics();
  return text.split('\n').filter((line) => line.startsWith(name));
}

describe('Metrics', () => {
  it('counts requests of a tenant by class of status', async () => {
    const metrics = new Metrics();
    for (const status of [200, 204, 404, 409, 503]) metrics.countTenantRequest('acme', status);
    expect(await lines(metrics, 'facade_tenant_requests_total')).toEqual([
      'facade_tenant_requests_total{tenant="acme",outcome="2xx"} 2',
      'facade_tenant_requests_total{tenant="acme",outcome="4xx"} 2',
      'facade_tenant_requests_total{tenant="acme",outcome="5xx"} 1',
    ]);
  });

  it('counts the first 500 tenants by name and the rest together', async () => {
    const metrics = new Metrics();
    for (let number = 0; number < 510; number += 1) metrics.countTenantRequest(`tenant-${number}`, 200);
    metrics.countTenantRequest('tenant-0', 200);
    const counted = await lines(metrics, 'facade_tenant_requests_total');
    expect(counted).toHaveLength(501);
    expect(counted).toContain('facade_tenant_requests_total{tenant="tenant-0",outcome="2xx"} 2');
    expect(counted).toContain('facade_tenant_requests_total{tenant="_other",outcome="2xx"} 10');
  });

  it('reports at each scrape how many calls wait', async () => {
    const metrics = new Metrics();
    let depth = 3;
    metrics.watch('facade_calls_waiting', () => depth);
    expect(await lines(metrics, 'facade_calls_waiting')).toEqual(['facade_calls_waiting 3']);
    depth = 0;
    expect(await lines(metrics, 'facade_calls_waiting')).toEqual(['facade_calls_waiting 0']);
  });

  it('keeps the metrics of each service separate', async () => {
    const [one, other] = [new Metrics(), new Metrics()];
    one.countTenantRequest('acme', 200);
    expect(await lines(other, 'facade_tenant_requests_total')).toEqual([]);
  });

  it('has no gauge with the name of a counter', async () => {
    const types = await lines(new Metrics(), '# TYPE ');
    expect(types.length).toBeGreaterThan(10);
    expect(types.filter((type) => type.endsWith('_total gauge'))).toEqual([]);
  });
});
