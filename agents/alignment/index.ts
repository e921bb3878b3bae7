/** The alignment agent: do outcomes, teaching, practice and assessment belong together? */
import type { CourseContext, LessonContext } from '../context.ts';
import type { Agent } from '../rule.ts';
import { conceptBeforeTaught } from './concept-before-taught.ts';
import { itemOutcomeUntagged } from './item-outcome-untagged.ts';
import { itemServesNoOutcome } from './item-serves-no-outcome.ts';
import { itemsPartlyTagged } from './items-partly-tagged.ts';
import { lessonWithoutOutcomes } from './lesson-without-outcomes.ts';
import { levelMismatch } from './level-mismatch.ts';
import { outcomeBundled } from './outcome-bundled.ts';
import { outcomeDuplicate } from './outcome-duplicate.ts';
import { outcomeNotPractised } from './outcome-not-practised.ts';
import { outcomeObservable } from './outcome-observable.ts';
import { outcomeUntaught } from './outcome-untaught.ts';
import { outcomesUnobservable } from './outcomes-unobservable.ts';
import { practiceElsewhere } from './practice-elsewhere.ts';
import { sectionServesNoOutcome } from './section-serves-no-outcome.ts';
import { topicsAsOutcomes } from './topics-as-outcomes.ts';

export const alignment: Agent<LessonContext, CourseContext> = {
  name: 'alignment',
  purpose: 'Compares what each lesson promises with what it teaches, practises and assesses.',
  lessonRules: [outcomeObservable, outcomeBundled, outcomeUntaught, outcomeNotPractised, levelMismatch, itemOutcomeUntagged],
  courseRules: [
    outcomesUnobservable,
    practiceElsewhere,
    outcomeDuplicate,
    itemServesNoOutcome,
    itemsPartlyTagged,
    sectionServesNoOutcome,
    topicsAsOutcomes,
    conceptBeforeTaught,
    lessonWithoutOutcomes,
  ],
};
