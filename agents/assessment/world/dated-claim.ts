/** A sentence that still speaks of a day as to come, and the day has passed. */
import type { Item, Lesson, Span } from '../../../tools/library/lesson.ts';
import { sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { written } from '../items/item-edit.ts';
import { isAnnounced, isQuoted, proseSentences, textFiles } from '../prose.ts';
import { reviewOf } from './dated-review.ts';

const meta: RuleMeta = {
  id: 'dated-claim',
  agent: 'assessment',
  version: '1.1',
  severity: 'moderate',
  title: 'A date that was to come has passed',
  source: 'The sentence names a day and speaks of it as to come; the day lies before today.',
  needs: ['date'],
};

const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const month = `(?:${months.map((name) => name.charAt(0).toUpperCase() + name.slice(1)).join('|')})`;
const day = String.raw`(?:(?:the )?(?:course|end|close|start|beginning|middle|turn|first half|second half|summer|autumn|fall|spring|winter|(?:first|second|third|fourth|last) quarter) of (?:the year )?|(?:early|mid|late)[- ])?(?:(${month}) (?:\d{1,2}(?:st|nd|rd|th)?,? )?)?((?:19|20)\d\d)(?![\d-]|s\b)`;
const when = String.raw`\b(?:by|in|until|before|on|as of)\s+${day}`;
const toCome = String.raw`(?:\b(?:will|shall|won't)\b|['’]ll\b|\b(?:is|are)\s+(?:currently\s+|still\s+)?(?:expected|planned|scheduled|due|set|going|projected|predicted|forecast|forecasted|anticipated|about|estimated|likely)\s+(?:to|for)\b|\b(?:expects?|plans?|predicts?|projects?|forecasts?|anticipates?)\b)`;
/** "… will be released in 2021", "by 2025, devices will …". */
const future = [
  new RegExp(`${toCome}(?:(?![;:]| but | while ).){0,80}?${when}`, 'iu'),
  new RegExp(String.raw`${when}\W{1,3}(?:(?![;:]| but | while ).){0,60}?${toCome}`, 'iu'),
];
/** "What is the estimated number … by the end of 2020?" */
const estimate = new RegExp(
  String.raw`(?:\b(?:is|are)|['’]s)\b[^.;]{0,20}\b(?:estimated|expected|projected|predicted|forecast)\b(?![^.;]*\b(?:was|were|had)\b)[^.;]{0,80}?${when}`,
  'iu',
);
const pastOrMade =
  /\b(?:would|was expected|were expected|had (?:predicted|expected)|predicted (?:in|back)|in (?:19|20)\d\d,? [^,]{0,40}\b(?:predicted|announced|said|wrote|forecast)|imagine|suppose|if|example|let['’]s say|pretend|fiction|novel|film)\b/iu;

/** ISO day on which the named period is over; a bare year ends with December. */
function over(year: string, named: string | undefined): string {
  const index = named ? months.indexOf(named.toLowerCase()) : 11;
  return `${year}-${String(index + 1).padStart(2, '0')}-31`;
}

interface Passed {
  year: string;
  at: number;
  over: string;
}

/**
 * "We will plot the survey taken in 2011": the year belongs to the survey, not to what will be. So it is where the writer or the
 * reader is the one who acts, and where a participle without "be" stands before the year.
 */
function datesSomethingElse(sentence: string, match: RegExpExecArray): boolean {
  const claim = match[0];
  const year = claim.lastIndexOf(match[2] ?? '');
  const prepositions = [...claim.slice(0, year).matchAll(/\b(by|in|until|before|on|as of)\b/giu)];
  const last = prepositions.at(-1);
  if (!last || !/^(?:in|on)$/iu.test(last[1] ?? '')) return false;
  if (/\b(?:we|you|I|let us)(?:\s+(?:will|shall|are)|['’]ll|['’]re)\b/u.test(sentence)) return true;
  return /(?<!\b(?:be|been|being|is|are|get)\s)\b(?:\w+ed|taken|made|written|born|begun|shown|known|drawn|built|sold|held|found)\s+(?:and\s+)?$/iu.test(
    claim.slice(0, last.index),
  );
}

/** The passed day that a sentence speaks of as to come; null where there is none. Pure. */
export function passedDay(sentence: string, today: string): Passed | null {
  if (pastOrMade.test(sentence) || isAnnounced(sentence)) return null;
  for (const pattern of [...future, estimate]) {
    const match = pattern.exec(sentence);
    const year = match?.[2];
    if (!match || year === undefined) continue;
    const end = over(year, match[1]);
    if (end < today && !isQuoted(sentence, match.index) && !datesSomethingElse(sentence, match))
      return { year, at: match.index, over: end };
  }
  return null;
}

/** `must-change`: it misleads a reader of today. `has-changed`: an account of the past tells what was thought then, and may stand. */
export type Standing = 'must-change' | 'has-changed';

const ofThePast =
  /\b(?:histor(?:y|ical|ies)|timelines?|milestones|chronology|origins?|evolution of|past|looking back|retrospective)\b/iu;
const told =
  /\b(?:in|since|by|until|from) (?:[A-Z][a-z]+ )?(?:1[89]|20)\d\d\b[^.]{0,120}\b(?:was|were|had|became|began|started|launched|released|founded|introduced|invented|published|announced)\b|\b(?:was|were|had|became|began|started|launched|released|founded|introduced|invented|published|announced)\b[^.]{0,120}\b(?:in|since|by|until) (?:[A-Z][a-z]+ )?(?:1[89]|20)\d\d\b/u;

/**
 * @param heading of the section, or null
 * @param before prose of the same paragraph before the sentence
 */
export function standingOf(heading: string | null, before: string): Standing {
  return (heading !== null && ofThePast.test(heading)) || told.test(before) ? 'has-changed' : 'must-change';
}

function headingOver(lesson: Lesson, span: Span): string | null {
  const over = lesson.headings.filter((one) => one.span.path === span.path && one.span.end <= span.start);
  return over.at(-1)?.text ?? null;
}

function findingOf(span: Span, passed: Passed, question: string, standing: Standing = 'must-change'): RawFinding {
  const says = `The sentence speaks of ${passed.year} as to come; it is past`;
  return {
    rule: meta.id,
    severity: standing === 'must-change' ? meta.severity : 'minor',
    certainty: 'needs-review',
    range: span,
    message: standing === 'must-change' ? `${says}.` : `${says}. In an account of the past it may stand as it is.`,
    question,
    answerKind: 'text',
    evidence: [{ kind: 'rule', text: meta.source }],
  };
}

function inItem(lesson: Lesson, item: Item, today: string): RawFinding | null {
  // A challenge is prose of the lesson and judged there.
  if (item.format === 'challenge') return null;
  const passed = passedDay(item.stem.text, today);
  return passed
    ? { ...findingOf(item.stem.span, passed, 'How should the question read today?'), target: sourceOf(lesson, item.stem.span) }
    : null;
}

export const datedClaim: Rule<LessonContext> = {
  meta,
  check({ lesson, today }) {
    const prose = textFiles(lesson).flatMap((file) =>
      proseSentences(lesson, file).flatMap((sentence) => {
        const passed = passedDay(sentence.text, today);
        if (!passed || reviewOf(lesson, sentence.span, today)?.state === 'resting') return [];
        const standing = standingOf(headingOver(lesson, sentence.span), sentence.before);
        return [findingOf(sentence.span, passed, 'How should the sentence read today?', standing)];
      }),
    );
    const items = lesson.items.flatMap((item) => inItem(lesson, item, today) ?? []);
    return { outcome: 'checked', findings: [...prose, ...items] };
  },
  answer(finding, reply, { lesson }) {
    if (reply.kind !== 'text') return null;
    const item = lesson.items.find(
      (own) => own.stem.span.path === finding.range.path && own.stem.span.start === finding.range.start,
    );
    const quote = sourceOf(lesson, finding.range);
    const replacement = item && item.format !== 'challenge' ? written(item, quote, reply.text) : reply.text;
    if (replacement === null || replacement === quote) return null;
    return {
      findings: [finding.fingerprint],
      edits: [{ ...finding.range, replacement, quote }],
      title: 'Bring the sentence up to date',
      rationale: finding.message,
      evidence: finding.evidence,
      risk: 'medium',
      origin: 'person',
      provenance: { rule: `${meta.id}@${meta.version}` },
    };
  },
};
