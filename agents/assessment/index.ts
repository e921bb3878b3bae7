/** The assessment agent: items that are flawed, and content the world has moved on from. */
import type { CourseContext, LessonContext } from '../context.ts';
import type { Agent } from '../rule.ts';
import { answerContradictsExample } from './code/answer-contradicts-example.ts';
import { answerKeyContradictsRun } from './code/answer-key-contradicts-run.ts';
import { codeOutputDiffers } from './code/code-output-differs.ts';
import { optionStringsMismatch } from './code/option-strings-mismatch.ts';
import { duplicateItems } from './items/duplicate-items.ts';
import { itemAbsoluteWords } from './items/item-absolute-words.ts';
import { itemAllOrNone } from './items/item-all-or-none.ts';
import { itemAnsweredByAnother } from './items/item-answered-by-another.ts';
import { itemBlankInStem } from './items/item-blank-in-stem.ts';
import { itemComplexOptions } from './items/item-complex-options.ts';
import { itemContradictsLesson } from './items/item-contradicts-lesson.ts';
import { itemConvergenceCue } from './items/item-convergence-cue.ts';
import { itemDuplicateOptions } from './items/item-duplicate-options.ts';
import { itemFeedbackContradictsKey } from './items/item-feedback-contradicts-key.ts';
import { itemGrammarClue } from './items/item-grammar-clue.ts';
import { itemImplausibleDistractor } from './items/item-implausible-distractor.ts';
import { itemLogicalCue } from './items/item-logical-cue.ts';
import { itemLostSequence } from './items/item-lost-sequence.ts';
import { itemNegativeStatement } from './items/item-negative-statement.ts';
import { itemNegativeStem } from './items/item-negative-stem.ts';
import { itemNotTaught } from './items/item-not-taught.ts';
import { itemStatementSeries } from './items/item-statement-series.ts';
import { itemTwoClaims } from './items/item-two-claims.ts';
import { itemTwoRightAnswers } from './items/item-two-right-answers.ts';
import { itemUnclearWording } from './items/item-unclear-wording.ts';
import { itemUnfocusedStem } from './items/item-unfocused-stem.ts';
import { itemVagueWords } from './items/item-vague-words.ts';
import { itemWindowDressing } from './items/item-window-dressing.ts';
import { itemWithSeveralKeys } from './items/item-with-several-keys.ts';
import { itemWithoutKey } from './items/item-without-key.ts';
import { itemWordClue } from './items/item-word-clue.ts';
import { itemWrongKey } from './items/item-wrong-key.ts';
import { keyByLength } from './items/key-by-length.ts';
import { keyByPosition } from './items/key-by-position.ts';
import { deadAnchor } from './links/dead-anchor.ts';
import { deadInternalLink } from './links/dead-internal-link.ts';
import { deadWebLink } from './links/dead-web-link.ts';
import { linkMoved } from './links/link-moved.ts';
import { itemLowDiscrimination } from './responses/item-low-discrimination.ts';
import { itemResponseMiskey } from './responses/item-response-miskey.ts';
import { itemTreatsGroupsDifferently } from './responses/item-treats-groups-differently.ts';
import { unusedDistractors } from './responses/unused-distractors.ts';
import { contentsIncomplete } from './stated/contents-incomplete.ts';
import { exerciseTimeZero } from './stated/exercise-time-zero.ts';
import { lessonNumberTwice } from './stated/lesson-number-twice.ts';
import { statedCount } from './stated/stated-count.ts';
import { statedOrder } from './stated/stated-order.ts';
import { statedStep } from './stated/stated-step.ts';
import { statedTime } from './stated/stated-time.ts';
import { statedTimeMissing } from './stated/stated-time-missing.ts';
import { campaign } from './world/campaign.ts';
import { closedService } from './world/closed-service.ts';
import { datedClaim } from './world/dated-claim.ts';
import { outdatedClaim } from './world/outdated-claim.ts';
import { outdatedDocumentationLink } from './world/outdated-documentation-link.ts';
import { outdatedVersion } from './world/outdated-version.ts';
import { trendTouchesLesson } from './world/trend-touches-lesson.ts';
import { undatedClaims } from './world/undated-claims.ts';
import { webDeprecatedFeature } from './world/web-deprecated-feature.ts';
import { withModelRepair } from './writing/model-repair.ts';

const itemRules = [
  itemWithoutKey,
  itemWithSeveralKeys,
  itemWrongKey,
  itemContradictsLesson,
  itemResponseMiskey,
  itemLowDiscrimination,
  itemTreatsGroupsDifferently,
  itemFeedbackContradictsKey,
  itemDuplicateOptions,
  itemTwoRightAnswers,
  itemUnclearWording,
  itemAllOrNone,
  itemNegativeStem,
  itemGrammarClue,
  itemUnfocusedStem,
  itemWordClue,
];

export const assessment: Agent<LessonContext, CourseContext> = {
  name: 'assessment',
  purpose:
    'Finds items that mislead learners, and content that is no longer true: closed services, old versions, passed dates, dead links, examples that contradict themselves.',
  lessonRules: [
    ...itemRules.map((rule) => withModelRepair(rule, () => assessment)),
    outdatedVersion,
    outdatedClaim,
    outdatedDocumentationLink,
    datedClaim,
    optionStringsMismatch,
    campaign,
    codeOutputDiffers,
    answerContradictsExample,
    answerKeyContradictsRun,
  ],
  courseRules: [
    closedService,
    deadInternalLink,
    deadAnchor,
    deadWebLink,
    linkMoved,
    trendTouchesLesson,
    exerciseTimeZero,
    statedCount,
    statedOrder,
    statedStep,
    statedTime,
    statedTimeMissing,
    contentsIncomplete,
    lessonNumberTwice,
    undatedClaims,
    webDeprecatedFeature,
    duplicateItems,
    keyByLength,
    keyByPosition,
    itemNotTaught,
    itemAnsweredByAnother,
    itemTwoClaims,
    itemNegativeStatement,
    itemAbsoluteWords,
    itemBlankInStem,
    itemComplexOptions,
    itemConvergenceCue,
    itemImplausibleDistractor,
    itemLogicalCue,
    itemLostSequence,
    itemStatementSeries,
    itemVagueWords,
    itemWindowDressing,
    unusedDistractors,
  ],
};
