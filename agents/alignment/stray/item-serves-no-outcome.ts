import type { CourseContext } from '../../context.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { hardlyRead, isEnglish, statementsOf } from '../outcomes.ts';
import { indexOf, lessonAlignment } from '../scoring/memo.ts';
import { strayItems } from './stray.ts';
import { type Stray, strayFindings } from './stray-finding.ts';

const meta: RuleMeta = {
  id: 'item-serves-no-outcome',
  agent: 'alignment',
  version: '1.0',
  severity: 'minor',
  title: 'Every item serves an outcome',
  source: 'J. Biggs, "Enhancing teaching through constructive alignment", Higher Education 32, 1996',
  fault: 'item-off-lesson',
  needs: ['siblings', 'vectors'],
};

export const itemServesNoOutcome: Rule<CourseContext> = {
  meta,
  async check(context) {
    if (context.course.lessons.every((lesson) => statementsOf(lesson).length === 0))
      return { outcome: 'notApplicable', reason: 'the course states no outcomes' };
    const { background } = await indexOf(context);
    const strays: Stray[] = [];
    for (const lesson of context.course.lessons) {
      if (!isEnglish(lesson) || hardlyRead(lesson) || statementsOf(lesson).length === 0) continue;
      const rows = await lessonAlignment(context, lesson);
      for (const unit of strayItems(lesson, rows, background)) {
        const stem = unit.pieces[0]!;
        strays.push({ lesson, range: stem.span, words: stem.text.slice(0, 160) });
      }
    }
    return { outcome: 'checked', findings: strayFindings(meta, 'item', context.course.id, strays) };
  },
};
