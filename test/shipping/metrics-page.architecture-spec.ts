import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { Metrics } from '../../src/observability/metrics.js';
import { metricsPage } from '../../scripts/metrics-page.mjs';

const PAGE = 'docs/observability.md';

describe('the table of metrics', () => {
  const page = readFileSync(PAGE, 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` +\| (counter|gauge|histogram) +\| (.*?) +\| (.*?) +\|$/gm)];

  it('is up to date in docs/observability.md: npm run settings writes it', () => {
    expect(metricsPage(Metrics, page)).toBe(page);
  });

  it('has a row for each metric, including those that depend on settings', () => {
    const names = rows.map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of ['facade_redis_up', 'facade_tenants_file_valid', 'facade_problems_total', 'process_open_fds']) {
      expect(names).toContain(name);
    }
  });

  it('has a meaning for each metric', () => {
    expect(rows.filter(([, , , , meaning = '']) => meaning.length < 10)).toEqual([]);
  });
});
