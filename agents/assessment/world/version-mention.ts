/** Where a text names a version of a product that the facts know. Pure. */
import type { Facts } from '../../../tools/facts/facts.ts';
import { literalPattern } from '../../../tools/library/literal-pattern.ts';

export interface VersionMention {
  product: string;
  /** Name as written before the version; the option's name for `--functions-version 3`. */
  name: string;
  version: string;
  /** Place of the mention and of its version in the text. */
  start: number;
  end: number;
  versionStart: number;
}

const number = String.raw`(\d+(?:\.\d+){0,2})(?![\w%]|[.,]\d|:\d|-(?:bit|inch|pin|year|day|week|step|part|point))`;

/** "Python 3.6", "Node.js v12", "Ubuntu version 18.04". Names are matched in the spelling of the list. */
export function mentionsInProse(text: string, facts: Facts): VersionMention[] {
  const result: VersionMention[] = [];
  for (const product of facts.products()) {
    for (const name of product.names) {
      if (name.length < 3 || !text.includes(name)) continue;
      const pattern = new RegExp(
        String.raw`(?<![\p{L}\p{N}@/._-])${literalPattern(name)}[ \u00a0]+(?:version[ ]+|v\.? ?)?${number}`,
        'gu',
      );
      for (const match of text.matchAll(pattern)) {
        const version = match[1] ?? '';
        const end = match.index + match[0].length;
        result.push({ product: product.id, name, version, start: match.index, end, versionStart: end - version.length });
      }
    }
  }
  return longestFirst(result);
}

const commands: { pattern: RegExp; product: (name: string) => string | null }[] = [
  // FROM python:3.7-slim · docker run ubuntu:18.04
  {
    pattern:
      /(?:\bFROM\s+(?:--\S+\s+)?|\bdocker\s+(?:run|pull)\s+(?:-\S+\s+)*)(?:[\w.-]+\/)*([a-z]+):(\d+(?:\.\d+){0,2})(?=[-\s]|$)/gmu,
    product: (name) => name,
  },
  // apt install python3.6 · python3.6 -m venv
  { pattern: /(?:^|[\s$])(python|php|ruby)(\d\.\d+)(?=[-\s]|$)/gmu, product: (name) => name },
  // conda create -n course python=3.6 · pip install django==2.2
  {
    pattern: /(?:conda\s+(?:create|install)|pip3?\s+install)\b[^\n]*?\s([A-Za-z]+)={1,2}(\d+(?:\.\d+){0,2})/gmu,
    product: (name) => name.toLowerCase(),
  },
  // nvm install 12
  { pattern: /\b(nvm)\s+(?:install|use)\s+v?(\d+(?:\.\d+){0,2})/gmu, product: () => 'nodejs' },
];

const aliases: Record<string, string> = { node: 'nodejs', postgres: 'postgresql', golang: 'go', mongo: 'mongodb' };

/** Versions in commands and build files that learners run. */
export function mentionsInCode(text: string, facts: Facts): VersionMention[] {
  const known = new Set(facts.products().map((product) => product.id));
  const result: VersionMention[] = [];
  for (const { pattern, product } of commands) {
    for (const match of text.matchAll(pattern)) {
      const name = match[1] ?? '';
      const version = match[2] ?? '';
      const plain = product(name) ?? name;
      const id = aliases[plain] ?? plain;
      if (!known.has(id)) continue;
      const versionStart = match.index + match[0].lastIndexOf(version);
      result.push({ product: id, name, version, start: match.index, end: versionStart + version.length, versionStart });
    }
  }
  return [...result, ...mentionsInOptions(text, facts)];
}

/** `--functions-version 3`: an option that names a product of the list by its last word. */
export function mentionsInOptions(text: string, facts: Facts): VersionMention[] {
  const result: VersionMention[] = [];
  for (const match of text.matchAll(/--([a-z]+)-version[ =]v?(\d+(?:\.\d+){0,2})\b/gu)) {
    const word = match[1] ?? '';
    const version = match[2] ?? '';
    const products = facts
      .products()
      .filter((product) => product.names.some((name) => name.toLowerCase().split(/[ .]/u).includes(word)));
    const only = products.length === 1 ? products[0] : undefined;
    if (!only) continue;
    const end = match.index + match[0].length;
    result.push({
      product: only.id,
      name: `--${word}-version`,
      version,
      start: match.index,
      end,
      versionStart: end - version.length,
    });
  }
  return result;
}

/** Of mentions that overlap, the one with the longest name: "Ruby on Rails 5" is not "Rails 5". */
function longestFirst(mentions: VersionMention[]): VersionMention[] {
  return mentions
    .filter(
      (own) =>
        !mentions.some(
          (other) => other !== own && other.start <= own.start && other.end >= own.end && other.name.length > own.name.length,
        ),
    )
    .sort((a, b) => a.start - b.start);
}
