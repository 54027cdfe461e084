import { writeFile } from 'node:fs/promises';

import { TENANTS_FILE_SCHEMA } from '../config/tenants-file/tenants-file.schema.js';

/** Writes the schema of the tenants file into the chart, for editors and for whoever checks a file before it is used. */
await writeFile(
  'helm/rekognition-facade/tenants.schema.json',
  `${JSON.stringify(TENANTS_FILE_SCHEMA, undefined, 2)}\n`,
);
