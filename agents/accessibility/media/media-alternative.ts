/** What a video says and shows is there in words as well. */
import type { RuleMeta } from '../../rule.ts';
import { elementAt } from '../element-tree.ts';
import { type MarkedFault, surveyRule } from '../survey-rule.ts';
import { soundOf } from './media-sound.ts';
import { missingTrackRepair } from './track-repair.ts';

const meta: RuleMeta = {
  id: 'media-alternative',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'A video or recording without words',
  source:
    'WCAG 2.2, 1.2.1 to 1.2.3 and 1.2.8 (ACT rules eac66b, c5a4ea, 1a02b0, 80f0bf). Whether captions are in the picture itself is asked by `axe`.',
  wcag: ['1.2.2'],
  needs: ['page', 'siblings'],
};

export const mediaAlternative = surveyRule(meta, ({ survey, context, place, path: from }) =>
  survey.media.flatMap(({ mark, kind, sources, tracks }): MarkedFault[] => {
    const at = (href: string) => context.files.resolve(from, href);
    const gone = tracks.filter(({ src }) => {
      const path = at(src);
      return src.trim() === '' || (path !== null && !context.files.exists(path));
    });
    const faults: MarkedFault[] = gone.map(({ kind: track, src }) => ({
      mark,
      target: `${track} ${src}`,
      certainty: 'fails',
      wcag: [track === 'descriptions' ? '1.2.5' : '1.2.2'],
      message: `The track of ${track} is not there (${src.slice(0, 120) || 'no address'}).`,
      mend: () => {
        const span = place(mark);
        const media = span && elementAt(context.lesson, span);
        return media ? missingTrackRepair(context, media, src) : null;
      },
    }));
    const silent = sources.some((source) => {
      const path = at(source);
      const bytes = path === null ? null : context.files.bytes(path);
      return path !== null && bytes !== null && soundOf(path, bytes)?.sound === 'no';
    });
    if (!silent && survey.words === 0 && survey.leadsElsewhere === 0 && survey.scripts === 0) {
      faults.push({
        mark,
        certainty: 'fails',
        severity: 'moderate',
        wcag: kind === 'audio' ? ['1.2.1'] : ['1.2.8'],
        message: `The page has no words besides this ${kind} and leads to none: what it says and shows can be read nowhere.`,
        question: `Where is the transcript of this ${kind}?`,
        answerKind: 'text',
      });
    }
    return faults;
  }),
);
