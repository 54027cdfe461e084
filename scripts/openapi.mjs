// Writes openapi/ from dist/: the document, its types for callers' TypeScript, and openapi.one-form.json, the document
// for generators that read only the first media type of a request body.
import { mkdirSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';

import { loadConfig } from '../dist/config/load-config.js';
import { createApp } from '../dist/create-app.js';
import { createDocument } from '../dist/http/openapi/document.js';
import { OPERATIONS } from '../dist/operations.js';

const NOTICE = '// Generated from openapi.json by openapi-typescript.\n';
const JSON_TYPE = 'application/json';
/** A file of a form. `File` is a `Blob` with a name. */
const BLOB = ts.factory.createTypeReferenceNode('Blob');

const config = loadConfig({ REKOGNITION: 'embedded', LOG_LEVEL: 'silent' }, OPERATIONS);
const app = await createApp(config);
const document = createDocument(app);
await app.close();
mkdirSync('openapi', { recursive: true });
write('openapi.json', document);
const types = await openapiTS(pathToFileURL('openapi/openapi.json'), {
  silent: true,
  transform: ({ format }) => (format === 'binary' ? BLOB : undefined),
});
writeFileSync('openapi/client.d.ts', NOTICE + astToString(types));
for (const { requestBody } of Object.values(document.paths).flatMap((methods) => Object.values(methods))) {
  if (requestBody !== undefined) requestBody.content = { [JSON_TYPE]: requestBody.content[JSON_TYPE] };
}
write('openapi.one-form.json', document);

function write(name, content) {
  writeFileSync(`openapi/${name}`, `${JSON.stringify(content, undefined, 2)}\n`);
}
