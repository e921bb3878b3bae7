/** Writes `docs/config.md`: `npx tsx tools/config/write-reference.ts`. */
import { writeFileSync } from 'node:fs';
import { configReference } from './reference.ts';

writeFileSync(new URL('../../docs/config.md', import.meta.url), configReference());
