/** The alignment agent: do outcomes, teaching, practice and assessment belong together? */
import type { CourseContext, LessonContext } from '../context.ts';
import type { Agent } from '../rule.ts';
import { conceptBeforeTaught } from './concepts/concept-before-taught.ts';
import { lessonWithoutOutcomes } from './lesson-without-outcomes.ts';
import { levelMismatch } from './levels/level-mismatch.ts';
import { outcomeBundled } from './levels/outcome-bundled.ts';
import { outcomeObservable } from './levels/outcome-observable.ts';
import { outcomesUnobservable } from './levels/outcomes-unobservable.ts';
import { outcomeDuplicate } from './outcome-duplicate.ts';
import { outcomeThinlyTaught } from './outcome-thinly-taught.ts';
import { outcomeUntaught } from './outcome-untaught.ts';
import { outcomeNotPractised } from './practice/outcome-not-practised.ts';
import { practiceElsewhere } from './practice/practice-elsewhere.ts';
import { itemServesNoOutcome } from './stray/item-serves-no-outcome.ts';
import { sectionServesNoOutcome } from './stray/section-serves-no-outcome.ts';
import { itemOutcomeUntagged } from './tags/item-outcome-untagged.ts';
import { itemsPartlyTagged } from './tags/items-partly-tagged.ts';
import { topicsAsOutcomes } from './topics-as-outcomes.ts';

export const alignment: Agent<LessonContext, CourseContext> = {
  name: 'alignment',
  purpose: 'Compares what each lesson promises with what it teaches, practises and assesses.',
  lessonRules: [outcomeObservable, outcomeBundled, outcomeUntaught, outcomeNotPractised, levelMismatch, itemOutcomeUntagged],
  courseRules: [
    outcomesUnobservable,
    practiceElsewhere,
    outcomeDuplicate,
    outcomeThinlyTaught,
    itemServesNoOutcome,
    itemsPartlyTagged,
    sectionServesNoOutcome,
    topicsAsOutcomes,
    conceptBeforeTaught,
    lessonWithoutOutcomes,
  ],
};
