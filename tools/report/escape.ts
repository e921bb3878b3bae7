/** HTML that is safe by default: whatever is put into an `html` template is escaped, save other templates. */
import { visible } from './markdown-text.ts';

export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Value = Markup | string | number | null | undefined | false | readonly Value[];

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Safe in text and in quoted attributes; every character kept. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => entities[character] ?? character);
}

function render(value: Value): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(render).join('');
  return escapeHtml(visible(String(value)));
}

/** Template tag. Strings are escaped and hidden characters written out; null, undefined and false vanish. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Markup {
  let text = strings[0] ?? '';
  values.forEach((value, index) => {
    text += render(value) + (strings[index + 1] ?? '');
  });
  return new Markup(text);
}

/** Text of a form field, where every character must come back as it was. */
export function exact(text: string): Markup {
  return new Markup(escapeHtml(text));
}

/** For our own assets only: never for text of lessons or models. */
export function trusted(text: string): Markup {
  return new Markup(text);
}
