/** One lesson states no time where all the others beside it do: schedules that are added up from them come out short. */
import { bodyOf, type Lesson, type Span, sourceOf } from '../../../tools/library/lesson.ts';
import type { CourseContext } from '../../context.ts';
import type { RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { counted } from '../wording.ts';

const meta: RuleMeta = {
  id: 'stated-time-missing',
  agent: 'assessment',
  version: '1.0',
  severity: 'minor',
  title: 'A lesson states no time where the others do',
  source:
    'Front matter: times from which schedules are built (Carpentries Workbench: `teaching`, `exercises`), stated by the other lessons.',
  needs: ['siblings'],
};

const timeKey = /^(?:duration|time|minutes|teaching|exercises|reading[_-]?time|estimated[_-]?time)$/iu;
const fewestSiblings = 4;
/** Where more than one lesson in so many lacks it, it was not meant for all. */
const oneIn = 5;

interface Lacking {
  lesson: Lesson;
  key: string;
  siblings: number;
}

const states = ({ meta: { data } }: Lesson, key: string) => data[key] !== undefined && data[key] !== null && data[key] !== '';

function lackingOf(lessons: Lesson[]): Lacking[] {
  const steps = lessons.filter((lesson) => lesson.kind !== 'page' && !lesson.partOf && lesson.meta.span !== null);
  const keys = [...new Set(steps.flatMap(({ meta: { data } }) => Object.keys(data)))].filter((key) => timeKey.test(key));
  return keys.flatMap((key) => {
    const without = steps.filter((lesson) => !states(lesson, key));
    const siblings = steps.length - without.length;
    if (siblings < fewestSiblings || without.length > Math.max(1, Math.floor(siblings / oneIn))) return [];
    return without.map((lesson) => ({ lesson, key, siblings }));
  });
}

/** The first line of the front matter, or an empty value that stands there. */
function placeOf({ lesson, key }: Lacking): Span {
  const { span } = lesson.meta;
  if (!span) return { path: bodyOf(lesson).path, start: 0, end: 0 };
  const empty = new RegExp(`^${key}[ \\t]*:[ \\t]*$`, 'mu').exec(sourceOf(lesson, span));
  if (!empty) return span;
  return { path: span.path, start: span.start + empty.index, end: span.start + empty.index + empty[0].length };
}

function findingOf(lacking: Lacking): RawFinding {
  const { lesson, key, siblings } = lacking;
  return {
    rule: meta.id,
    severity: meta.severity,
    certainty: 'needs-review',
    range: placeOf(lacking),
    target: `${key} of ${lesson.id}`,
    message: `${lesson.title} states no “${key}” in its front matter; ${counted(siblings, 'other lesson')} of the course ${siblings === 1 ? 'does' : 'do'}.`,
    question: `How many minutes is its “${key}”?`,
    answerKind: 'text',
    evidence: [{ kind: 'rule', text: meta.source }],
  };
}

export const statedTimeMissing: Rule<CourseContext> = {
  meta,
  check({ lessons }) {
    return { outcome: 'checked', findings: lackingOf(lessons).map(findingOf) };
  },
  /** Takes a number of minutes. */
  answer(finding, reply, { lessons }) {
    const lacking = lackingOf(lessons).find((one) => findingOf(one).message === finding.message);
    const minutes = reply.kind === 'text' ? reply.text.trim() : '';
    const span = lacking?.lesson.meta.span;
    if (!lacking || !span || !/^\d{1,4}$/u.test(minutes)) return null;
    const { lesson, key } = lacking;
    const place = placeOf(lacking);
    const quote = sourceOf(lesson, place);
    const text = sourceOf(lesson, span);
    // Before the line that closes the front matter.
    const closing = /\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n)?$/u.exec(text);
    const end = text.includes('\r\n') ? '\r\n' : '\n';
    const edit =
      place.start !== span.start || place.end !== span.end
        ? { ...place, quote, replacement: `${key}: ${minutes}` }
        : closing
          ? {
              path: span.path,
              start: span.start + closing.index,
              end: span.start + closing.index,
              quote: '',
              replacement: `${end}${key}: ${minutes}`,
            }
          : null;
    if (!edit) return null;
    return {
      findings: [finding.fingerprint],
      edits: [edit],
      title: `State the “${key}” of the lesson`,
      rationale: finding.message,
      evidence: finding.evidence,
      risk: 'low',
      origin: 'person',
      provenance: { rule: `${meta.id}@${meta.version}` },
    };
  },
};
