/** Writes `deprecated.json` from the installed `@mdn/browser-compat-data`: `npx tsx tools/web-platform/write-index.ts`. */
import { writeFileSync } from 'node:fs';
import data from '@mdn/browser-compat-data' with { type: 'json' };
import { deprecatedFeatures } from './index-from-compat.ts';

const features = deprecatedFeatures(data);
const document = { version: data.__meta.version, asOf: data.__meta.timestamp.slice(0, 10), features };
writeFileSync(new URL('./deprecated.json', import.meta.url), `${JSON.stringify(document, null, 2)}\n`);
process.stdout.write(`${features.length} features as of ${document.asOf}\n`);
