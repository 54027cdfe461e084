import { mkdir, writeFile } from 'node:fs/promises';

import { loadConfig } from '../config/load-config.js';
import { createApp } from '../create-app.js';
import { createDocument } from '../http/openapi/document.js';
import { OPERATIONS } from '../operations.js';

/** Writes the OpenAPI document without starting the service. */
const config = loadConfig({ REKOGNITION: 'embedded', LOG_LEVEL: 'silent' }, OPERATIONS);
const app = await createApp(config);
await mkdir('openapi', { recursive: true });
await writeFile('openapi/openapi.json', `${JSON.stringify(createDocument(app, config), undefined, 2)}\n`);
await app.close();
