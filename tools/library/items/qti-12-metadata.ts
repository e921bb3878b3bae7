/** Metadata of QTI 1.2 items: `qtimetadatafield` with a label and an entry, or elements named `qmd_…`. */
import type { Item } from '../lesson.ts';
import { numberOf } from './found.ts';
import { contentOf } from './qti-12-scores.ts';
import { wordsIn } from './words.ts';
import { allBelow, below, type XmlElement } from './xml.ts';

/** Labels of metadata fields that name the outcomes an item serves; the format leaves the names to its users. */
export function isOutcomeLabel(label: string): boolean {
  return /^(?:(?:learning|course)[ _-]?)?(?:outcome|objective)s?$/i.test(label);
}

export function outcomesOf(item: XmlElement, text: string): string[] {
  return allBelow(item, 'qtimetadatafield').flatMap((field) => {
    const label = field.children.find((child) => child.name === 'fieldlabel');
    const entry = field.children.find((child) => child.name === 'fieldentry');
    if (!label || !entry || !isOutcomeLabel(contentOf(label, text))) return [];
    const value = wordsIn(text, { path: '', start: entry.contentStart, end: entry.contentEnd }, 'xml').text;
    // Codes are listed; a sentence may hold commas of its own.
    return /^\S+(?:\s*[,;]\s*\S+)+$/.test(value) ? value.split(/\s*[,;]\s*/) : value === '' ? [] : [value];
  });
}

export interface Field {
  value: string;
  start: number;
  end: number;
}

export function metadataOf(item: XmlElement, text: string): Map<string, Field> {
  const fields = new Map<string, Field>();
  for (const one of below(item)) {
    if (one.name === 'qtimetadatafield') {
      const label = one.children.find((child) => child.name === 'fieldlabel');
      const entry = one.children.find((child) => child.name === 'fieldentry');
      // Of a label that stands twice the first counts.
      if (label && entry && !fields.has(contentOf(label, text))) fields.set(contentOf(label, text), fieldOf(entry, text));
    } else if (one.name.startsWith('qmd_')) fields.set(one.name, fieldOf(one, text));
  }
  return fields;
}

function fieldOf(element: XmlElement, text: string): Field {
  return { value: contentOf(element, text), start: element.contentStart, end: element.contentEnd };
}

export function pointsOf(fields: Map<string, Field>, path: string): Item['points'] | null {
  const field = fields.get('points_possible') ?? fields.get('qmd_weighting');
  const value = numberOf(field?.value);
  return field && value !== null ? { value, span: { path, start: field.start, end: field.end } } : null;
}
