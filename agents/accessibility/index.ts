/** Finds what keeps learners out of a lesson, and mends it in the source where the right repair can be known. */
import type { CourseContext, LessonContext } from '../context.ts';
import type { Agent } from '../rule.ts';
import { axe } from './axe.ts';
import { codeLanguage } from './code-language.ts';
import { contrast } from './contrast.ts';
import { controlNested } from './control-nested.ts';
import { duplicateId } from './duplicate-id.ts';
import { emphasisBroken } from './emphasis-broken.ts';
import { emphasisWhole } from './emphasis-whole.ts';
import { fieldLabel } from './field-label.ts';
import { focusTrap } from './focus-trap.ts';
import { focusUnseen } from './focus-unseen.ts';
import { formulaPicture } from './formula-picture.ts';
import { frameSameName } from './frame-same-name.ts';
import { headerUnused } from './header-unused.ts';
import { headingDescribes } from './heading-describes.ts';
import { headingEmpty } from './heading-empty.ts';
import { headingFake } from './heading-fake.ts';
import { headingSkip } from './heading-skip.ts';
import { htmlLanguage } from './html-language.ts';
import { imageAltDescribes } from './image-alt-describes.ts';
import { imageAltJoined } from './image-alt-joined.ts';
import { imageAltMissing } from './image-alt-missing.ts';
import { imageAltPlaceholder } from './image-alt-placeholder.ts';
import { imageAltRepeated } from './image-alt-repeated.ts';
import { labelDescribes } from './label-describes.ts';
import { languageMismatch } from './language-mismatch.ts';
import { languagePart } from './language-part.ts';
import { languageUnmarked } from './language-unmarked.ts';
import { linkDescribes } from './link-describes.ts';
import { linkDocument } from './link-document.ts';
import { linkEmpty } from './link-empty.ts';
import { linkRawUrl } from './link-raw-url.ts';
import { linkSameName } from './link-same-name.ts';
import { linkVague } from './link-vague.ts';
import { listFake } from './list-fake.ts';
import { mediaAlternative } from './media-alternative.ts';
import { mediaPlaysItself } from './media-plays-itself.ts';
import { mediaTitle } from './media-title.ts';
import { namingProhibited } from './naming-prohibited.ts';
import { pageTitle } from './page-title.ts';
import { pictureMissing } from './picture-missing.ts';
import { pictureOfText } from './picture-of-text.ts';
import { pictureText } from './picture-text.ts';
import { readingLevel } from './reading-level.ts';
import { recordingWords } from './recording-words.ts';
import { tableHeader } from './table-header.ts';
import { tableLayout } from './table-layout.ts';
import { textChangesItself } from './text-changes-itself.ts';
import { textCutOff } from './text-cut-off.ts';
import { visualReference } from './visual-reference.ts';

export const accessibility: Agent<LessonContext, CourseContext> = {
  name: 'accessibility',
  purpose:
    'Finds what keeps learners from perceiving or using a lesson: pictures without words, links without names, broken structure, unreadable colours.',
  lessonRules: [
    htmlLanguage,
    headingSkip,
    headingEmpty,
    headingFake,
    listFake,
    emphasisBroken,
    emphasisWhole,
    linkEmpty,
    linkVague,
    linkRawUrl,
    linkDocument,
    formulaPicture,
    imageAltMissing,
    imageAltPlaceholder,
    imageAltJoined,
    tableHeader,
    tableLayout,
    mediaTitle,
    duplicateId,
    contrast,
    controlNested,
    fieldLabel,
    focusTrap,
    headerUnused,
    languageMismatch,
    languageUnmarked,
    linkSameName,
    mediaAlternative,
    mediaPlaysItself,
    namingProhibited,
    pictureOfText,
    textChangesItself,
    textCutOff,
    focusUnseen,
    frameSameName,
    headingDescribes,
    imageAltDescribes,
    labelDescribes,
    languagePart,
    linkDescribes,
    pageTitle,
    pictureText,
    recordingWords,
    visualReference,
    axe,
  ],
  courseRules: [imageAltRepeated, pictureMissing, codeLanguage, readingLevel],
};
