// Writes what the documentation and the chart contain of settings, metrics and the tenants file's schema, from dist/.
import { readFileSync, writeFileSync } from 'node:fs';

import { SETTINGS } from '../dist/config/settings.js';
import { TENANTS_FILE_SCHEMA } from '../dist/config/tenants-file/tenants-file.schema.js';
import { Metrics } from '../dist/observability/metrics.js';
import { metricsPage } from './metrics-page.mjs';
import { settingsFiles } from './settings-files.mjs';

const METRICS_PAGE = 'docs/observability.md';
const read = (path) => readFileSync(path, 'utf8');
const files = settingsFiles(SETTINGS, TENANTS_FILE_SCHEMA, read);
files.set(METRICS_PAGE, metricsPage(Metrics, read(METRICS_PAGE)));
for (const [path, text] of files) writeFileSync(path, text);
