// Writes openapi/client.d.ts: the types of the document, for callers' TypeScript.
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

import openapiTS, { astToString } from 'openapi-typescript';

const NOTICE = '// Generated from openapi.json by openapi-typescript.\n';

const types = await openapiTS(pathToFileURL('openapi/openapi.json'), { silent: true });
writeFileSync('openapi/client.d.ts', NOTICE + astToString(types));
