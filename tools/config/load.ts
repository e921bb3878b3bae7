/** Reads `perennial.config.yaml` and says by line what is wrong with it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { ConfigError, type ConfigIssue } from './errors.ts';
import { checkMeaning } from './meaning.ts';
import { nearest } from './nearest.ts';
import { Config } from './schema.ts';
import { keysAt } from './schema-keys.ts';

export const configFile = 'perennial.config.yaml';

export interface LoadedConfig {
  config: Config;
  /** Absolute path of the file; null where the library has none and defaults hold. */
  path: string | null;
}

/**
 * @param root folder of the library.
 * @throws ConfigError where the file cannot be read, is no YAML, or holds an unknown key or a wrong value.
 */
export function loadConfig(root: string): LoadedConfig {
  const file = path.join(root, configFile);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { config: Config.parse({}), path: null };
    throw new ConfigError('not-readable', configFile, [
      { line: null, message: `cannot be read (${code ?? String(error)}); check its permissions.` },
    ]);
  }
  return { config: parseConfig(text), path: file };
}

/** @throws ConfigError */
export function parseConfig(text: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const line = (offset: number): number => lines.linePos(offset).line;
  if (document.errors.length > 0) {
    throw new ConfigError(
      'not-yaml',
      configFile,
      document.errors.map((fault) => ({
        line: line(fault.pos[0]),
        message: `not valid YAML: ${(fault.message.split('\n')[0] ?? '').replace(/[.:]$/, '')}.`,
      })),
    );
  }
  const data: unknown = document.toJS({ maxAliasCount: 100 }) ?? {};
  const parsed = Config.safeParse(data);
  const issues: ConfigIssue[] = parsed.success
    ? checkMeaning(parsed.data).map(({ path: at, message }) => ({ line: lineOf(document, at, line), message }))
    : parsed.error.issues.flatMap((issue) => issueLines(issue, data, document, line));
  if (issues.length > 0) throw new ConfigError('invalid', configFile, issues);
  return parsed.data as Config;
}

type Place = readonly PropertyKey[];

function issueLines(issue: z.core.$ZodIssue, data: unknown, document: Document, line: (offset: number) => number): ConfigIssue[] {
  const under = issue.path.length === 0 ? '' : ` under ${written(issue.path)}`;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const near = nearest(key, keysAt(Config, issue.path));
      const hint = near ? `; did you mean "${near}"?` : `; allowed are ${keysAt(Config, issue.path).join(', ')}.`;
      return { line: lineOfKey(document, [...issue.path, key], line), message: `unknown key "${key}"${under}${hint}` };
    });
  }
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], data);
  const shown = value === undefined ? 'is missing' : `cannot be ${short(value)}`;
  return [
    { line: lineOf(document, issue.path, line), message: `${written(issue.path) || 'the file'} ${shown}: ${wanted(issue)}.` },
  ];
}

const typeNames: Record<string, string> = {
  int: 'a whole number',
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
};

/** What the schema asks for, in words. */
function wanted(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `allowed ${issue.values.length === 1 ? 'is' : 'are'} ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'invalid_type':
      return `it must be ${typeNames[issue.expected] ?? `a ${issue.expected}`}`;
    case 'too_small':
      return issue.origin === 'array' || issue.origin === 'string'
        ? 'it must not be empty'
        : `it must be at least ${issue.minimum}`;
    case 'invalid_format':
      return issue.format === 'regex' ? `it must match ${issue.pattern}` : issue.message;
    default:
      return issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
  }
}

function short(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** `courses[0].lessons` */
function written(place: Place): string {
  return place.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index ? '.' : ''}${String(key)}`)).join('');
}

/** Line of the value, or of the nearest thing around it that exists. */
function lineOf(document: Document, place: Place, line: (offset: number) => number): number | null {
  for (let length = place.length; length >= 0; length -= 1) {
    const keyed = length > 0 && typeof place[length - 1] === 'string' ? lineOfKey(document, place.slice(0, length), line) : null;
    if (keyed !== null) return keyed;
    const node = length === 0 ? document.contents : document.getIn(place.slice(0, length), true);
    if (isNode(node) && node.range) return line(node.range[0]);
  }
  return null;
}

function lineOfKey(document: Document, place: Place, line: (offset: number) => number): number | null {
  const map = place.length === 1 ? document.contents : document.getIn(place.slice(0, -1), true);
  if (!isMap(map)) return null;
  const pair = map.items.find((item) => isScalar(item.key) && item.key.value === place.at(-1));
  return pair && isScalar(pair.key) && pair.key.range ? line(pair.key.range[0]) : null;
}
