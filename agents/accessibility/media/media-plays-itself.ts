/** Sound does not start by itself: it drowns the voice of a screen reader. */
import { type Lesson, type Span, sourceOf } from '../../../tools/library/lesson.ts';
import type { RuleMeta } from '../../rule.ts';
import { editOf } from '../fault-rule.ts';
import { attributeOf, tagEnd } from '../start-tag.ts';
import { type MarkedFault, surveyRule } from '../survey-rule.ts';
import { soundOf } from './media-sound.ts';

const meta: RuleMeta = {
  id: 'media-plays-itself',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'Sound that starts by itself',
  source:
    'WCAG 2.2, 1.4.2 Audio Control (failures F23 and F93, ACT rule 80f0bf): longer than three seconds, and no way to stop it.',
  wcag: ['1.4.2'],
  needs: ['page', 'siblings'],
};

export const mediaPlaysItself = surveyRule(meta, ({ survey, context, place, path: from }) =>
  survey.media.flatMap(({ mark, kind, sources, starts, sound, controls }): MarkedFault[] => {
    if (starts === 'on-demand' || sound === 'muted' || controls === 'shown') return [];
    const played = sources.map((source) => {
      const path = context.files.resolve(from, source);
      const bytes = path === null ? null : context.files.bytes(path);
      const known = path === null || bytes === null ? null : soundOf(path, bytes);
      return known && { ...known, seconds: fragment(source) ?? known.seconds };
    });
    const known = played.find((one) => one !== null);
    if (known && (known.sound === 'no' || (known.seconds !== null && known.seconds <= 3))) return [];
    if (sources.length > 0 && sources.every((source) => (fragment(source) ?? 4) <= 3)) return [];
    // A script may bring buttons of its own.
    const sure = known?.sound === 'yes' && known.seconds !== null && survey.scripts === 0;
    return [
      {
        mark,
        certainty: sure ? 'fails' : 'needs-review',
        message: sure
          ? `This ${kind} starts by itself, sounds for ${Math.round(known.seconds!)} seconds, and has no controls.`
          : `This ${kind} starts by itself and has no controls of its own.`,
        question: `Does the ${kind} sound for more than three seconds, with no way to stop it?`,
        answerKind: 'yes-no',
        ...silenced(context.lesson, place(mark), kind),
      },
    ];
  }),
);

/** It starts when a learner starts it: controls in the place of `autoplay` (WCAG 1.4.2, technique G171). */
function silenced(lesson: Lesson, span: Span | null, kind: string) {
  const tag = span && { ...span, end: span.start + tagEnd(sourceOf(lesson, span)) };
  const autoplay = tag && attributeOf(sourceOf(lesson, tag), 'autoplay');
  if (!tag || !autoplay) return {};
  const at = { path: tag.path, start: tag.start + autoplay.start, end: tag.start + autoplay.end };
  return {
    mend: {
      edits: [editOf(lesson, at, 'controls')],
      title: `Let learners start the ${kind}`,
      risk: 'medium' as const,
      forYou: 'Must it play while the page is read?',
    },
  };
}

/** `#t=8,10` plays two seconds (Media Fragments URI 1.0). */
function fragment(source: string): number | null {
  const match = /#(?:.*&)?t=(?:npt:)?([\d.]*),([\d.]+)/.exec(source);
  return match ? Number(match[2]) - Number(match[1] || 0) : null;
}
