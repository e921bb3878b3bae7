/** How a QTI 1.2 item is scored: which answers a condition admits, what it gives, which feedback it shows. */
import { wordsIn } from './words.ts';
import { allBelow, textOfAttribute, type XmlElement } from './xml.ts';

export interface Admitted {
  response: string;
  value: string;
  /** The words between the tags of `varequal`. */
  start: number;
  end: number;
  relation: 'equal' | 'least' | 'most';
  element: XmlElement;
}

export interface Condition {
  element: XmlElement;
  admits: Admitted[];
  /** Named only to be excluded (`not`). */
  excludes: Admitted[];
  /** Points it sets or adds; null where it scores nothing. */
  score: number | null;
  setvars: XmlElement[];
  feedback: string[];
}

const relations: Record<string, Admitted['relation']> = {
  varequal: 'equal',
  varsubstring: 'equal',
  vargte: 'least',
  vargt: 'least',
  varlte: 'most',
  varlt: 'most',
};

/** Conditions of all `resprocessing` of an item, in order. */
export function conditionsOf(item: XmlElement, text: string): Condition[] {
  return allBelow(item, 'respcondition').map((element) => {
    const condition: Condition = { element, admits: [], excludes: [], score: null, setvars: [], feedback: [] };
    for (const part of element.children) {
      if (part.name === 'conditionvar') admitted(part, text, condition, 'admits');
      if (part.name === 'displayfeedback') condition.feedback.push(textOfAttribute(part, 'linkrefid') ?? '');
      if (part.name === 'setvar') {
        condition.setvars.push(part);
        const points = Number(contentOf(part, text));
        if (!Number.isNaN(points)) condition.score = Math.max(condition.score ?? points, points);
      }
    }
    return condition;
  });
}

function admitted(element: XmlElement, text: string, condition: Condition, side: 'admits' | 'excludes'): void {
  for (const child of element.children) {
    const relation = relations[child.name];
    if (relation) {
      const value = contentOf(child, text);
      const lead = text.slice(child.contentStart, child.contentEnd).search(/\S/);
      const start = child.contentStart + Math.max(lead, 0);
      const end = start + text.slice(child.contentStart, child.contentEnd).trim().length;
      condition[side].push({ response: textOfAttribute(child, 'respident') ?? '', value, start, end, relation, element: child });
    } else admitted(child, text, condition, child.name === 'not' ? (side === 'admits' ? 'excludes' : 'admits') : side);
  }
}

export function contentOf(element: XmlElement, text: string): string {
  const raw = text.slice(element.contentStart, element.contentEnd);
  if (!/[<&]/.test(raw)) return raw.trim();
  return wordsIn(text, { path: '', start: element.contentStart, end: element.contentEnd }, 'xml').text;
}

/** Points each answer of a response gets where it is named in a condition that scores; answers scored twice keep the higher. */
export function scoresOf(conditions: Condition[], response: string): Map<string, number> {
  const scores = new Map<string, number>();
  for (const { admits, score } of conditions) {
    if (score === null) continue;
    for (const one of admits) {
      if (one.response !== response || one.relation !== 'equal') continue;
      scores.set(one.value, Math.max(scores.get(one.value) ?? Number.NEGATIVE_INFINITY, score));
    }
  }
  return scores;
}

/** The answers that are right: of a pick-one response those with the most points, of others all with points. */
export function rightAnswers(conditions: Condition[], response: string, picks: 'one' | 'several'): Set<string> {
  const scores = scoresOf(conditions, response);
  const most = Math.max(0, ...scores.values());
  return new Set([...scores].filter(([, score]) => score > 0 && (picks === 'several' || score === most)).map(([value]) => value));
}
