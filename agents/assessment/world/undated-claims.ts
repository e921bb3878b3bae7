/** Sentences that lean on "the time of writing" without saying when that was: asked once a course. */
import type { Lesson, Span } from '../../../tools/library/lesson.ts';
import { sourceOf } from '../../../tools/library/lesson.ts';
import type { CourseContext } from '../../context.ts';
import type { Evidence } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { proseSentences, textFiles } from '../prose.ts';
import { counted } from '../wording.ts';
import { isDay, reviewEdit, reviewOf } from './dated-review.ts';

const meta: RuleMeta = {
  id: 'undated-claims',
  agent: 'assessment',
  version: '1.1',
  severity: 'minor',
  title: 'Claims that hold “at the time of writing”, with no date',
  source: 'A reader cannot tell whether such a sentence is still true; a date or a check can.',
  needs: ['date'],
};

interface Kind {
  name: 'the time of writing' | 'something to come soon' | 'news' | 'a running price' | 'a price' | 'the latest version';
  /** After how many months somebody should look again. */
  months: number;
  pattern: RegExp;
}

const amount = String.raw`(?:(?:US)?[$€£]\s?\d[\d.,]*|\d[\d.,]*\s?(?:USD|EUR|GBP|euros?|dollars?)\b)`;
/** News, prices and versions age fastest. A price in a sum to work out is none: services are paid by the hour, real things cost "about" so much. */
const kinds: Kind[] = [
  {
    name: 'the time of writing',
    months: 12,
    pattern:
      /\b(?:at (?:the )?(?:time of (?:this )?(?:writing|recording|publication)|moment of writing)|as of (?:this )?writing|when this (?:was written|lesson was written))\b/iu,
  },
  {
    name: 'something to come soon',
    months: 3,
    pattern: /\b(?:coming soon|(?:will be|to be) (?:released|available|published) soon)\b/iu,
  },
  {
    name: 'news',
    months: 6,
    pattern:
      /\b(?:(?:was|were|has been|have been) recently (?:released|announced|launched|introduced|renamed|acquired)|recently (?:released|announced|launched|introduced) (?:a|an|the|its)\b)/iu,
  },
  {
    name: 'a running price',
    months: 6,
    pattern: new RegExp(
      String.raw`\bcosts? (?:about |around |roughly |only |just )?${amount}\s*(?:USD |EUR )?(?:per|an?|\/)\s?(?:hour|month|year|user|seat|request|message|GB)\b`,
      'iu',
    ),
  },
  {
    name: 'a price',
    months: 6,
    pattern: new RegExp(
      String.raw`\b(?:(?:costs?|is|are) (?:currently )?priced at|retails? (?:for|at)|sells? for|costs? (?:about|around|roughly|approximately|as little as|as low as|less than|under)|prices? (?:start|begin)s? (?:at|from)) ${amount}`,
      'iu',
    ),
  },
  {
    name: 'the latest version',
    months: 6,
    pattern:
      /\bthe (?:latest|newest|most recent) (?:stable |major |LTS )?(?:version|release|edition) (?:of [^.,;]{1,40} )?(?:is|being) (?:called |named |version )?v?\d/iu,
  },
];
const supposed = /\b(?:suppose|imagine|if|examples?|let['’]s say|pretend|each|how much|calculate|was|were|had)\b/iu;
const dated = /\b(?:19|20)\d\d\b/u;

interface Place {
  span: Span;
  /** Source words. */
  text: string;
  kind: Kind;
  /** The day an author named, where it has come. */
  due: string | null;
}

function kindOf(text: string): Kind | null {
  const found = kinds.find(({ pattern }) => pattern.test(text));
  if (!found) return null;
  const unlessSupposed = found.name === 'a running price' || found.name === 'a price' || found.name === 'news';
  // What happened "recently" happened in the past tense.
  const plain = found.name === 'news' ? text.replace(/\b(?:was|were|had)\b/giu, '') : text;
  return unlessSupposed && supposed.test(plain) ? null : found;
}

function placesIn(lesson: Lesson, today: string): Place[] {
  return textFiles(lesson).flatMap((file) =>
    proseSentences(lesson, file).flatMap(({ text, span }): Place[] => {
      const kind = kindOf(text);
      if (!kind) return [];
      const review = reviewOf(lesson, span, today);
      // A claim with a date needs no other, and one with a day to come is not asked about before; once the day is there, both are.
      if (review ? review.state === 'resting' : dated.test(text)) return [];
      return [{ span, text: sourceOf(lesson, span), kind, due: review?.by ?? null }];
    }),
  );
}

function evidenceOf({ span, text, due }: Place): Evidence {
  return { kind: 'quote', text, source: span, ...(due === null ? {} : { date: due }) };
}

/** "2 prices, 1 time of writing": what to check, and after how long again. */
function toCheck(places: Place[]): Evidence[] {
  return kinds.flatMap(({ name, months }) => {
    const own = places.filter((place) => place.kind.name === name);
    if (own.length === 0) return [];
    const due = own.filter((place) => place.due !== null).length;
    const past = due > 0 ? `; the review-by date of ${due} has come` : '';
    return [
      {
        kind: 'note' as const,
        text: `To check: ${name}, ${counted(own.length, 'time')}; look again after ${months} months${past}.`,
      },
    ];
  });
}

export const undatedClaims: Rule<CourseContext> = {
  meta,
  check({ lessons, today }) {
    const places = lessons.flatMap((lesson) => placesIn(lesson, today));
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
          message: `${counted(places.length, 'sentence')} in ${counted(files, 'file')} ${places.length === 1 ? 'leans' : 'lean'} on “the time of writing”, “soon”, “recently”, “the latest” or a price without a date.`,
          question: 'Are they still true? Then reply with the day by which somebody should look again, as YYYY-MM-DD.',
          answerKind: 'text',
          evidence: [...places.map(evidenceOf), ...toCheck(places)],
        },
      ],
    };
  },
  /** A day to come is written beside each claim; until then nobody asks about it again. */
  answer(finding, reply, { lessons, today }) {
    if (reply.kind !== 'text' || !isDay(reply.text) || reply.text.trim() <= today) return null;
    const edits = lessons.flatMap((lesson) =>
      placesIn(lesson, today).flatMap(({ span }) => reviewEdit(lesson, span, reply.text.trim()) ?? []),
    );
    if (edits.length === 0) return null;
    return {
      findings: [finding.fingerprint],
      edits,
      title: `Look at ${counted(edits.length, 'claim')} again by ${reply.text.trim()}`,
      rationale: 'Checked by a person today; a comment that learners do not see holds the day of the next look.',
      evidence: finding.evidence,
      risk: 'low',
      origin: 'person',
      provenance: { rule: `${meta.id}@${meta.version}` },
    };
  },
};
