import { writeFile } from 'node:fs/promises';

import { TENANTS_FILE_SCHEMA } from '../config/tenants-file/tenants-file.schema.js';

/** Writes the tenants file's JSON schema into the chart, for editors and validation before deployment. */
await writeFile(
  'helm/rekognition-facade/tenants.schema.json',
  `${JSON.stringify(TENANTS_FILE_SCHEMA, undefined, 2)}\n`,
);
