// Writes what is made of openapi/openapi.json: client.d.ts, the types for callers' TypeScript, and
// openapi.one-form.json, the document for generators that read only the first media type of a request body.
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';

const NOTICE = '// Generated from openapi.json by openapi-typescript.\n';
const JSON_TYPE = 'application/json';
/** A file of a form. `File` is a `Blob` with a name. */
const BLOB = ts.factory.createTypeReferenceNode('Blob');

const types = await openapiTS(pathToFileURL('openapi/openapi.json'), {
  silent: true,
  transform: ({ format }) => (format === 'binary' ? BLOB : undefined),
});
writeFileSync('openapi/client.d.ts', NOTICE + astToString(types));

const document = JSON.parse(readFileSync('openapi/openapi.json', 'utf8'));
for (const { requestBody } of Object.values(document.paths).flatMap((methods) => Object.values(methods))) {
  if (requestBody !== undefined) requestBody.content = { [JSON_TYPE]: requestBody.content[JSON_TYPE] };
}
writeFileSync('openapi/openapi.one-form.json', `${JSON.stringify(document, undefined, 2)}\n`);
