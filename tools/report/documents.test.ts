import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { documentSchemas } from './documents.ts';

const folder = new URL('../../docs/schemas/', import.meta.url);

it('the schemas in docs/schemas are those of the code', () => {
  const schemas = documentSchemas();
  for (const [name, text] of Object.entries(schemas)) {
    expect(
      readFileSync(new URL(name, folder), 'utf8') === text,
      `docs/schemas/${name} is outdated: npx tsx tools/report/write-schemas.ts`,
    ).toBe(true);
  }
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(Object.keys(schemas)));
});

it('every schema is strict and names what it describes', () => {
  for (const [name, text] of Object.entries(documentSchemas())) {
    const schema = JSON.parse(text) as { title: string; $schema: string };
    expect([name, schema.$schema]).toEqual([name, 'https://json-schema.org/draft/2020-12/schema']);
    expect(schema.title.length).toBeGreaterThan(10);
  }
});
