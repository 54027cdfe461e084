// Writes what the documentation and the chart contain of the settings, the tenants file's schema and the operations,
// from dist/.
import { readFileSync, writeFileSync } from 'node:fs';

import { SETTINGS } from '../dist/config/settings.js';
import { TENANTS_FILE_SCHEMA } from '../dist/config/tenants-file/tenants-file.schema.js';
import { OPERATIONS } from '../dist/operations.js';
import { operationLists } from './operation-lists.mjs';
import { settingsFiles } from './settings-files.mjs';

const read = (path) => readFileSync(path, 'utf8');
for (const [path, text] of settingsFiles(SETTINGS, TENANTS_FILE_SCHEMA, read)) writeFileSync(path, text);
for (const [path, text] of operationLists(OPERATIONS, read)) writeFileSync(path, text);
