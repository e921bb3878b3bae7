/** The page `docs/config.md`: every key of the schema with what it takes, its default and its meaning. Pure. */
import { configJsonSchema } from './json-schema.ts';

interface Schema {
  type?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  pattern?: string;
  minimum?: number;
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  anyOf?: Schema[];
}

interface Row {
  key: string;
  takes: string;
  preset: string;
  meaning: string;
}

const opening = `# Configuration

\`perennial.config.yaml\` lies in the library. Every key may be left out; \`perennial init\` writes a file with the courses it finds. A key that does not exist
is an error, told with its line and the nearest key there is. Secrets are never in the file: they come from the environment (see the end of this page).

This page is made from the schema in \`tools/config/schema.ts\` and a test holds it to it: \`npx tsx tools/config/write-reference.ts\` writes it anew.
`;

const closing = `## How overrides are read

\`rules\` is a list of overrides, read from top to bottom; where several match a rule at a place, the later one wins, key by key. Within \`match\`, all
named conditions must hold; a condition that is left out holds everywhere. Globs follow picomatch.

\`\`\`yaml
rules:
  # Old material is checked for what shuts learners out, and for nothing else.
  - match: { path: ['archive/**'] }
    enabled: false
  - match: { path: ['archive/**'], agent: [accessibility] }
    enabled: true
  # This course writes its dates on purpose.
  - match: { rule: [dated-claim], course: [history-of-computing] }
    severity: minor
\`\`\`

## Environment

| variable | meaning |
| --- | --- |
| \`OPENAI_API_KEY\`, \`OPENAI_BASE_URL\` | the model endpoint: any server that speaks the OpenAI protocol. Neither set: no model is asked |
| \`OPENAI_FALLBACK_API_KEY\`, \`OPENAI_FALLBACK_BASE_URL\` | a second endpoint for when the first fails |
| \`OPENAI_EMBEDDING_MODEL\` | embeddings by that endpoint instead of the built-in ones |
| \`CHROMA_URL\` | a Chroma server of your own instead of one started for the run |
| \`PUPPETEER_EXECUTABLE_PATH\` | the browser to use |
| \`PERENNIAL_SANDBOX\` | \`required\`: refuse to look at pages where the machine allows the browser no sandbox, instead of warning |
| \`PERENNIAL_TODAY\` | the day that counts as today (YYYY-MM-DD), for runs that must be repeatable |
| \`XDG_CACHE_HOME\` | where the browser that comes along is unpacked (default \`~/.cache\`) |
`;

/** @returns the whole page, as it should lie in `docs/config.md`. */
export function configReference(): string {
  const schema = configJsonSchema() as Schema;
  const sections: string[] = [];
  const top: Row[] = [];
  for (const [key, value] of Object.entries(schema.properties ?? {})) {
    if (hasKeys(value)) sections.push(`## \`${key}\`\n\n${introduction(value)}${table(rowsOf(value, ''))}`);
    else top.push(rowOf(key, value, schema));
  }
  return `${[opening, `## Top level\n\n${table(top)}`, ...sections, closing].join('\n')}`;
}

function introduction({ description }: Schema): string {
  return description ? `${description}.\n\n` : '';
}

function hasKeys(schema: Schema): boolean {
  return (schema.properties ?? schema.items?.properties) !== undefined;
}

/** Rows of an object, of a list of objects (`[]`) or of a map of objects (`<name>`), with those below them. */
function rowsOf(schema: Schema, prefix: string): Row[] {
  const own = schema.items ?? schema;
  return Object.entries(own.properties ?? {}).flatMap(([key, value]) => {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    const row = rowOf(name, value, own, key);
    if (value.properties) return [row, ...rowsOf(value, name)];
    if (value.items?.properties) return [row, ...rowsOf(value, `${name}[]`)];
    const each = value.additionalProperties;
    return typeof each === 'object' && each.properties ? [row, ...rowsOf(each, `${name}.<name>`)] : [row];
  });
}

function rowOf(name: string, schema: Schema, owner: Schema, key = name): Row {
  const needed = owner.required?.includes(key) === true;
  return {
    key: name,
    takes: takes(schema),
    preset: schema.properties ? '' : schema.default !== undefined ? code(JSON.stringify(schema.default)) : needed ? 'needed' : '',
    meaning: schema.description ?? '',
  };
}

function takes(schema: Schema): string {
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum) return schema.enum.map((one) => code(String(one))).join(', ');
  if (schema.anyOf) return schema.anyOf.map(takes).join(' or ');
  if (schema.type === 'array') return `list of ${schema.items?.properties ? 'maps' : takes(schema.items ?? {})}`;
  if (schema.properties) return 'map';
  if (typeof schema.additionalProperties === 'object') return 'map by name';
  const kind = { integer: 'whole number', string: 'text', boolean: '`true`, `false`' }[schema.type ?? ''] ?? schema.type ?? '';
  const least = schema.minimum !== undefined && schema.minimum > -1e9 ? `, at least ${schema.minimum}` : '';
  return `${kind}${least}${schema.pattern ? ` like ${code(schema.pattern)}` : ''}`;
}

/** Bars would end the cell. */
function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

function table(rows: Row[]): string {
  const lines = rows.map(({ key, takes: what, preset, meaning }) => `| ${code(key)} | ${what} | ${preset} | ${meaning} |`);
  return `| key | takes | default | meaning |\n| --- | --- | --- | --- |\n${lines.join('\n')}\n`;
}
