/** Sentences that lean on "the time of writing" without saying when that was: asked once a course. */
import type { Lesson, Span } from '../../tools/library/lesson.ts';
import { sourceOf } from '../../tools/library/lesson.ts';
import type { CourseContext } from '../context.ts';
import type { Rule, RuleMeta } from '../rule.ts';
import { proseSentences, textFiles } from './prose.ts';
import { counted } from './wording.ts';

const meta: RuleMeta = {
  id: 'undated-claims',
  agent: 'assessment',
  version: '1.0',
  severity: 'minor',
  title: 'Claims that hold “at the time of writing”, with no date',
  source: 'A reader cannot tell whether such a sentence is still true; a date or a check can.',
  needs: [],
};

const leaning =
  /\b(?:at (?:the )?(?:time of (?:this )?(?:writing|recording|publication)|moment of writing)|as of (?:this )?writing|when this (?:was written|lesson was written)|coming soon|(?:will be|to be) (?:released|available|published) soon)\b/iu;
/** News and prices age as fast. A price in a sum to work out is none: services are paid by the hour, the month or the piece. */
const ageing =
  /\b(?:(?:was|were|has been|have been) recently (?:released|announced|launched|introduced|renamed|acquired)|recently (?:released|announced|launched|introduced) (?:a|an|the|its)\b)|\bcosts? (?:about |around |roughly |only |just )?(?:US)?[$€£]\s?\d[\d.,]*\s*(?:USD |EUR )?(?:per|an?|\/)\s?(?:hour|month|year|user|seat|request|message|GB)\b/iu;
const supposed = /\b(?:suppose|imagine|if|example|let['’]s say|pretend)\b/iu;
const dated = /\b(?:19|20)\d\d\b/u;

interface Place {
  span: Span;
  /** Source words. */
  text: string;
}

function placesIn(lesson: Lesson): Place[] {
  return textFiles(lesson).flatMap((file) =>
    proseSentences(lesson, file).flatMap(({ text, span }) =>
      (leaning.test(text) || (ageing.test(text) && !supposed.test(text))) && !dated.test(text)
        ? [{ span, text: sourceOf(lesson, span) }]
        : [],
    ),
  );
}

export const undatedClaims: Rule<CourseContext> = {
  meta,
  check({ lessons }) {
    const places = lessons.flatMap(placesIn);
    const first = places[0];
    if (!first) return { outcome: 'checked', findings: [] };
    const files = new Set(places.map((place) => place.span.path)).size;
    return {
      outcome: 'checked',
      findings: [
        {
          rule: meta.id,
          severity: meta.severity,
          certainty: 'needs-review',
          range: first.span,
          target: 'time of writing',
          message: `${counted(places.length, 'sentence')} in ${counted(files, 'file')} ${places.length === 1 ? 'leans' : 'lean'} on “the time of writing”, “soon”, “recently” or a price without a date.`,
          question: 'Are they still true?',
          answerKind: 'yes-no',
          evidence: places.map(({ span, text }) => ({ kind: 'quote', text, source: span })),
        },
      ],
    };
  },
};
