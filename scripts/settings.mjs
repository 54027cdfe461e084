// Writes what the documentation and the chart contain of the settings and of the tenants file's schema, from dist/.
import { readFileSync, writeFileSync } from 'node:fs';

import { SETTINGS } from '../dist/config/settings.js';
import { TENANTS_FILE_SCHEMA } from '../dist/config/tenants-file/tenants-file.schema.js';
import { settingsFiles } from './settings-files.mjs';

const files = settingsFiles(SETTINGS, TENANTS_FILE_SCHEMA, (path) => readFileSync(path, 'utf8'));
for (const [path, text] of files) writeFileSync(path, text);
