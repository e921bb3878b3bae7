import type { CourseContext } from '../../context.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { hardlyRead, isEnglish, statementsOf } from '../outcomes.ts';
import { indexOf, lessonAlignment } from '../scoring/memo.ts';
import { straySections } from './stray.ts';
import { type Stray, strayFindings } from './stray-finding.ts';

const meta: RuleMeta = {
  id: 'section-serves-no-outcome',
  agent: 'alignment',
  version: '1.0',
  severity: 'minor',
  title: 'Every section serves an outcome',
  source: 'J. Biggs, "Enhancing teaching through constructive alignment", Higher Education 32, 1996',
  needs: ['siblings', 'vectors'],
};

export const sectionServesNoOutcome: Rule<CourseContext> = {
  meta,
  async check(context) {
    if (context.course.lessons.every((lesson) => statementsOf(lesson).length === 0))
      return { outcome: 'notApplicable', reason: 'the course states no outcomes' };
    const { background } = await indexOf(context);
    const strays: Stray[] = [];
    for (const lesson of context.course.lessons) {
      if (!isEnglish(lesson) || hardlyRead(lesson) || statementsOf(lesson).length === 0) continue;
      const rows = await lessonAlignment(context, lesson);
      for (const unit of straySections(lesson, rows, background)) {
        const heading = lesson.sections.find((section) => `${lesson.id}#${section.id}` === unit.id)?.heading;
        if (heading) strays.push({ lesson, range: heading.span, words: heading.text });
      }
    }
    return { outcome: 'checked', findings: strayFindings(meta, 'section', context.course.id, strays) };
  },
};
