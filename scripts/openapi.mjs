// Writes openapi/ from dist/: the document, and its types for callers' TypeScript.
import { mkdirSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

import openapiTS, { astToString } from 'openapi-typescript';

import { loadConfig } from '../dist/config/load-config.js';
import { createApp } from '../dist/create-app.js';
import { createDocument } from '../dist/http/openapi/swagger.js';
import { OPERATIONS } from '../dist/operations.js';

const NOTICE = '// Generated from openapi.json by openapi-typescript.\n';

const config = loadConfig({ REKOGNITION: 'embedded', LOG_LEVEL: 'silent' }, OPERATIONS);
const app = await createApp(config);
const document = createDocument(app, config.basePath);
await app.close();
mkdirSync('openapi', { recursive: true });
writeFileSync('openapi/openapi.json', `${JSON.stringify(document, undefined, 2)}\n`);
const types = await openapiTS(pathToFileURL('openapi/openapi.json'), { silent: true });
writeFileSync('openapi/client.d.ts', NOTICE + astToString(types));
