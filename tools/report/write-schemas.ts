/** Writes `docs/schemas/` from the documents of the code: `npx tsx tools/report/write-schemas.ts`. */
import { writeFileSync } from 'node:fs';
import { documentSchemas } from './documents.ts';

for (const [name, text] of Object.entries(documentSchemas()))
  writeFileSync(new URL(`../../docs/schemas/${name}`, import.meta.url), text);
