/** The configuration file that `init` writes: what was found, with a word on every key, and nothing that says only a default. */
import { Document, isMap, isPair, type Pair, Scalar, visit, YAMLMap } from 'yaml';
import { Config } from './schema.ts';
import { keysAt } from './schema-keys.ts';

const comments: Record<string, string> = {
  title: 'Name of the library, shown in reports.',
  language: 'BCP 47 language of lessons that do not state their own.',
  courses: 'Each course with its lessons. Without this list courses are discovered anew in every run.',
  defaults: 'Which agents look, and how much a person is asked at once.',
  rules: 'Overrides; later ones win. match: rule, agent, course, path (globs), then enabled, severity, options.',
  models: 'Language models; keys come from the environment only (OPENAI_API_KEY, OPENAI_BASE_URL).',
  facts: 'Where dated facts come from.',
  publish: 'Where approved changes go.',
};

const courseComments: Record<string, string> = {
  root: 'Folder of the course, relative to the library.',
  lessons: 'Globs of the lesson files, relative to root, in course order.',
  pages: 'Further pages that are read and checked but are no step of the course.',
  exclude: 'Globs of what is neither.',
  assignments: 'Read together with each lesson, relative to it.',
  items: 'Quiz files, relative to the library.',
  outcomes: 'Outcomes by lesson id, where a lesson does not state them.',
};

const closing = ` Further keys, each with its default:
#
# defaults:
#   agents: [alignment, accessibility, assessment]
#   limits: { openPerCourse: 30, newPerRun: 20, decisionsPerCourse: 25, lessonSeconds: 60, fileMegabytes: 10 }
# rules:
#   - match: { rule: [image-alt], path: ['archive/**'] }
#     enabled: false
# models: { small: gpt-5-mini, large: gpt-5, maxCostPerRun: 5 }`;

/**
 * @param notes lines put at the top, e.g. what was found.
 * @returns YAML that `loadConfig` reads back to the same configuration.
 */
export function renderConfig(config: Partial<Config>, notes: string[] = []): string {
  const plain = withoutDefaults(config);
  const document = new Document(plain);
  const top = document.contents;
  if (isMap(top)) {
    comment(top, comments);
    for (const pair of top.items) if (keyOf(pair) === 'courses') firstCourse(pair, (map) => comment(map, courseComments));
  }
  flowShortLists(document);
  const head = ['Configuration of Perennial for this library. Unknown keys are errors.', ...notes];
  const lines = head.map((line) => `# ${line.replace(/[\r\n]+/g, ' ')}`.trimEnd()).join('\n');
  const tail = config.defaults || config.rules || config.models ? '' : `\n#${closing}\n`;
  return `${lines}\n\n${document.toString({ lineWidth: 0 })}${tail}`;
}

/** Keys in the order of the schema, those left out that hold only what the schema would fill in. */
function withoutDefaults(config: Partial<Config>): Record<string, unknown> {
  const usual = Config.parse({}) as Record<string, unknown>;
  const result: Record<string, unknown> = { version: 1 };
  for (const key of keysAt(Config, [])) {
    const value = (config as Record<string, unknown>)[key];
    if (key === 'version' || value === undefined) continue;
    if (key !== 'language' && JSON.stringify(value) === JSON.stringify(usual[key])) continue;
    result[key] = key === 'courses' ? (config.courses ?? []).map(leanCourse) : value;
  }
  return result;
}

function leanCourse(course: Config['courses'][number]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(course).filter(([, value]) => value !== undefined && !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value)
    ? value.length === 0
    : typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function keyOf(pair: Pair): string {
  return pair.key instanceof Scalar ? String(pair.key.value) : String(pair.key);
}

function comment(map: YAMLMap, words: Record<string, string>): void {
  for (const pair of map.items) {
    const text = words[keyOf(pair)];
    if (!text || !(pair.key instanceof Scalar)) continue;
    pair.key.commentBefore = ` ${text}`;
  }
}

function firstCourse(pair: Pair, look: (map: YAMLMap) => void): void {
  const list = pair.value as { items?: unknown[] } | null;
  const first = list?.items?.[0];
  if (first instanceof YAMLMap) look(first);
}

/** `[assignment.md]` on one line, longer lists one entry a line. */
function flowShortLists(document: Document): void {
  visit(document, {
    Seq(_, list) {
      if (list.items.every((item) => item instanceof Scalar) && list.items.length <= 3) list.flow = true;
      return isPair(list) ? visit.SKIP : undefined;
    },
  });
}
