/** What an answer must keep to beyond its schema: its sources, its target, its language. Pure. */
import { isInLanguage } from './language.ts';
import type { ModelFault } from './models.ts';
import type { Checks, Prompt } from './prompt.ts';

type Value = Record<string, unknown>;
export interface Objection {
  fault: Extract<ModelFault, 'off-target' | 'wrong-language'>;
  /** Names fields, never their content. */
  detail: string;
}

/**
 * The first objection to an answer, or null.
 * @param value has passed the prompt's schema, personal data put back
 * @param input as sent, before personal data was taken out
 */
export function objectionTo(prompt: Prompt, value: Value, input: Record<string, string>): Objection | null {
  const { checks } = prompt;
  const offTarget = (detail: string): Objection => ({ fault: 'off-target', detail });

  for (const [field, text] of stringsOf(value)) {
    if (/<<<material|>>>material/.test(text)) return offTarget(`"${field}" repeats the marker lines of the prompt.`);
    if (/⟦[a-z-]+-\d+⟧/.test(text) && !Object.values(input).some((source) => source.includes(text))) {
      return offTarget(`"${field}" names personal data that the request does not hold.`);
    }
    if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\u202A-\u202E\u2066-\u2069]/.test(text)) {
      return offTarget(`"${field}" holds control characters.`);
    }
    const allowed = checks.addresses.map((name) => input[name] ?? '').join('\n');
    const stranger = addressesIn(text).find((address) => !allowed.includes(address));
    if (stranger !== undefined) return offTarget(`"${field}" holds a web address that it has no reason to name.`);
  }
  if (saysUnsure(checks, value)) return null;

  for (const [field, where] of Object.entries(checks.filled)) {
    if (matches(value, where) && isEmpty(value[field])) return offTarget(`"${field}" is empty.`);
  }
  for (const [field, list] of Object.entries(checks.index)) {
    const place = value[field];
    const length = Array.isArray(value[list]) ? value[list].length : 0;
    if (typeof place !== 'number' || place < 0 || place >= length) return offTarget(`"${field}" points outside of "${list}".`);
  }
  for (const [field, sources] of Object.entries(checks.quoted)) {
    const quote = squeezed(String(value[field] ?? ''));
    if (!quote || !sources.some((name) => squeezed(input[name] ?? '').includes(quote))) {
      return offTarget(`"${field}" is not in ${sources.join(' or ')} word for word.`);
    }
  }
  const tag = languageOf(prompt, input);
  for (const field of tag ? checks.language : []) {
    const text = stringsOf({ [field]: value[field] }).map(([, words]) => words);
    if (isInLanguage(text.join(' '), tag!) === 'different')
      return { fault: 'wrong-language', detail: `"${field}" is not in the language "${tag}".` };
  }
  return null;
}

function saysUnsure(checks: Checks, value: Value): boolean {
  return Object.keys(checks.unsure).length > 0 && matches(value, checks.unsure);
}

function matches(value: Value, wanted: Record<string, string | boolean>): boolean {
  return Object.entries(wanted).every(([field, expected]) => value[field] === expected);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

function languageOf(prompt: Prompt, input: Record<string, string>): string | undefined {
  const name = Object.keys(prompt.inputs).find((key) => prompt.inputs[key]!.kind === 'language');
  return name ? input[name] : undefined;
}

/** All strings of a value with the name of the top field they stand in. */
function stringsOf(value: Value): [string, string][] {
  const walk = (entry: unknown): string[] => {
    if (typeof entry === 'string') return [entry];
    if (Array.isArray(entry)) return entry.flatMap(walk);
    return entry && typeof entry === 'object' ? Object.values(entry).flatMap(walk) : [];
  };
  return Object.entries(value).flatMap(([field, entry]) => walk(entry).map((text): [string, string] => [field, text]));
}

const tail = String.raw`[^\s<>"'()\]]*[^\s<>"'()\].,;:!?]`;
/** Any scheme with an authority, schemes that act without one, bare hosts, and the target of a link that names a host and no scheme. */
const anyAddress = new RegExp(
  String.raw`(?:\b[a-z][a-z0-9+.-]*:\/\/|\b(?:https?|ftp|data|javascript|vbscript|mailto|tel|sms):|www\.|(?<=\]\(\s*<?|\b(?:href|src)\s*=\s*["']?)\/\/)${tail}`,
  'giu',
);

function addressesIn(text: string): string[] {
  return text.match(anyAddress) ?? [];
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
