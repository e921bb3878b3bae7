/** The assessment agent: items that are flawed, and content the world has moved on from. */
import type { CourseContext, LessonContext } from '../context.ts';
import type { Agent } from '../rule.ts';
import { answerContradictsExample } from './answer-contradicts-example.ts';
import { answerKeyContradictsRun } from './answer-key-contradicts-run.ts';
import { campaign } from './campaign.ts';
import { closedService } from './closed-service.ts';
import { codeOutputDiffers } from './code-output-differs.ts';
import { contentsIncomplete } from './contents-incomplete.ts';
import { datedClaim } from './dated-claim.ts';
import { deadAnchor } from './dead-anchor.ts';
import { deadInternalLink } from './dead-internal-link.ts';
import { deadWebLink } from './dead-web-link.ts';
import { duplicateItems } from './duplicate-items.ts';
import { exerciseTimeZero } from './exercise-time-zero.ts';
import { itemAbsoluteWords } from './item-absolute-words.ts';
import { itemAllOrNone } from './item-all-or-none.ts';
import { itemAnsweredByAnother } from './item-answered-by-another.ts';
import { itemBlankInStem } from './item-blank-in-stem.ts';
import { itemComplexOptions } from './item-complex-options.ts';
import { itemContradictsLesson } from './item-contradicts-lesson.ts';
import { itemConvergenceCue } from './item-convergence-cue.ts';
import { itemDuplicateOptions } from './item-duplicate-options.ts';
import { itemFeedbackContradictsKey } from './item-feedback-contradicts-key.ts';
import { itemGrammarClue } from './item-grammar-clue.ts';
import { itemImplausibleDistractor } from './item-implausible-distractor.ts';
import { itemLogicalCue } from './item-logical-cue.ts';
import { itemLostSequence } from './item-lost-sequence.ts';
import { itemLowDiscrimination } from './item-low-discrimination.ts';
import { itemNegativeStatement } from './item-negative-statement.ts';
import { itemNegativeStem } from './item-negative-stem.ts';
import { itemNotTaught } from './item-not-taught.ts';
import { itemResponseMiskey } from './item-response-miskey.ts';
import { itemStatementSeries } from './item-statement-series.ts';
import { itemTreatsGroupsDifferently } from './item-treats-groups-differently.ts';
import { itemTwoClaims } from './item-two-claims.ts';
import { itemTwoRightAnswers } from './item-two-right-answers.ts';
import { itemUnclearWording } from './item-unclear-wording.ts';
import { itemUnfocusedStem } from './item-unfocused-stem.ts';
import { itemVagueWords } from './item-vague-words.ts';
import { itemWindowDressing } from './item-window-dressing.ts';
import { itemWithSeveralKeys } from './item-with-several-keys.ts';
import { itemWithoutKey } from './item-without-key.ts';
import { itemWordClue } from './item-word-clue.ts';
import { itemWrongKey } from './item-wrong-key.ts';
import { keyByLength } from './key-by-length.ts';
import { keyByPosition } from './key-by-position.ts';
import { lessonNumberTwice } from './lesson-number-twice.ts';
import { linkMoved } from './link-moved.ts';
import { withModelRepair } from './model-repair.ts';
import { optionStringsMismatch } from './option-strings-mismatch.ts';
import { outdatedClaim } from './outdated-claim.ts';
import { outdatedDocumentationLink } from './outdated-documentation-link.ts';
import { outdatedVersion } from './outdated-version.ts';
import { statedCount } from './stated-count.ts';
import { statedOrder } from './stated-order.ts';
import { statedStep } from './stated-step.ts';
import { statedTime } from './stated-time.ts';
import { statedTimeMissing } from './stated-time-missing.ts';
import { trendTouchesLesson } from './trend-touches-lesson.ts';
import { undatedClaims } from './undated-claims.ts';
import { unusedDistractors } from './unused-distractors.ts';
import { webDeprecatedFeature } from './web-deprecated-feature.ts';

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
