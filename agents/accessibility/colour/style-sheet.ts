/** A declaration in a `style` element, with its place in the file. */
import { type Declaration, parse, type Rule } from 'postcss';
import { type Lesson, type Span, sourceOf } from '../../../tools/library/lesson.ts';
import { tagEnd } from '../start-tag.ts';

/** Selectors as browsers write them: white space folded, letters of names left alone. */
function normalised(selector: string): string {
  return selector
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/\s*([>+~,])\s*/g, '$1')
    .replace(/'/g, '"')
    .replace(/::?(before|after|first-line|first-letter)\b/gi, '::$1')
    .replace(/(^|[\s>+~,(])([A-Za-z][\w-]*)/g, (_, lead: string, name: string) => lead + name.toLowerCase())
    .trim();
}

export interface DeclarationPlace {
  value: Span;
  text: string;
  /** Where another declaration may follow it. */
  behind: Span;
  semicolon: 'there' | 'absent';
}

/**
 * @param sheet the whole `style` element
 * @param names properties looked for; of several in one rule the last counts
 * @param nth which of the rules with this selector and one of these properties
 */
export function declarationIn(
  lesson: Lesson,
  sheet: Span,
  selector: string,
  names: string[],
  nth: number,
): DeclarationPlace | null {
  const source = sourceOf(lesson, sheet);
  const start = tagEnd(source);
  const end = source.toLowerCase().lastIndexOf('</style');
  if (end < start) return null;
  const css = source.slice(start, end);
  const rules: { rule: Rule; declaration: Declaration }[] = [];
  try {
    parse(css).walkRules((rule) => {
      if (normalised(rule.selector) !== normalised(selector)) return;
      const own = rule.nodes.filter(
        (node): node is Declaration => node.type === 'decl' && names.includes(node.prop.toLowerCase()),
      );
      const last = own.at(-1);
      if (last) rules.push({ rule, declaration: last });
    });
  } catch {
    // What postcss cannot read, browsers read in their own way: nothing is certain about it.
    return null;
  }
  const declaration = rules[nth]?.declaration;
  const from = declaration?.source?.start?.offset;
  if (!declaration || from === undefined) return null;
  const colon = css.indexOf(':', from + declaration.prop.length);
  const at = css.indexOf(declaration.value, colon);
  if (colon === -1 || at === -1) return null;
  const base = sheet.start + start;
  const rest = /^[^;}]*/.exec(css.slice(at + declaration.value.length))![0].length;
  const behind = base + at + declaration.value.length + rest;
  return {
    value: { path: sheet.path, start: base + at, end: base + at + declaration.value.length },
    text: declaration.value,
    behind: { path: sheet.path, start: behind, end: behind },
    semicolon: css[at + declaration.value.length + rest] === ';' ? 'there' : 'absent',
  };
}
