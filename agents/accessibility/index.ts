/** Finds what keeps learners out of a lesson, and mends it in the source where the right repair can be known. */
import type { CourseContext, LessonContext } from '../context.ts';
import type { Agent } from '../rule.ts';
import { codeLanguage } from './code-language.ts';
import { contrast } from './colour/contrast.ts';
import { fieldEdge } from './colour/field-edge.ts';
import { hintContrast } from './colour/hint-contrast.ts';
import { textCutOff } from './colour/text-cut-off.ts';
import { textTooWide } from './colour/text-too-wide.ts';
import { visualReference } from './colour/visual-reference.ts';
import { changeUnasked } from './controls/change-unasked.ts';
import { controlByClick } from './controls/control-by-click.ts';
import { controlNested } from './controls/control-nested.ts';
import { errorUnsaid } from './controls/error-unsaid.ts';
import { fieldLabel } from './controls/field-label.ts';
import { focusCovered } from './controls/focus-covered.ts';
import { focusTrap } from './controls/focus-trap.ts';
import { focusUnseen } from './controls/focus-unseen.ts';
import { labelDescribes } from './controls/label-describes.ts';
import { labelInName } from './controls/label-in-name.ts';
import { namingProhibited } from './controls/naming-prohibited.ts';
import { radioGroup } from './controls/radio-group.ts';
import { tabOrder } from './controls/tab-order.ts';
import { axe } from './engines/axe.ts';
import { htmlLanguage } from './language/html-language.ts';
import { languageMismatch } from './language/language-mismatch.ts';
import { languagePart } from './language/language-part.ts';
import { languageUnmarked } from './language/language-unmarked.ts';
import { readingLevel } from './language/reading-level.ts';
import { linkDescribes } from './links/link-describes.ts';
import { linkDocument } from './links/link-document.ts';
import { linkEmpty } from './links/link-empty.ts';
import { linkRawUrl } from './links/link-raw-url.ts';
import { linkSameName } from './links/link-same-name.ts';
import { linkVague } from './links/link-vague.ts';
import { mediaAlternative } from './media/media-alternative.ts';
import { mediaPlaysItself } from './media/media-plays-itself.ts';
import { mediaTitle } from './media/media-title.ts';
import { motionEndless } from './media/motion-endless.ts';
import { recordingWords } from './media/recording-words.ts';
import { textChangesItself } from './media/text-changes-itself.ts';
import { pageTitle } from './page-title.ts';
import { canvasAlternative } from './pictures/canvas-alternative.ts';
import { formulaPicture } from './pictures/formula-picture.ts';
import { imageAltDescribes } from './pictures/image-alt-describes.ts';
import { imageAltJoined } from './pictures/image-alt-joined.ts';
import { imageAltMissing } from './pictures/image-alt-missing.ts';
import { imageAltPlaceholder } from './pictures/image-alt-placeholder.ts';
import { imageAltRepeated } from './pictures/image-alt-repeated.ts';
import { pictureMissing } from './pictures/picture-missing.ts';
import { pictureOfText } from './pictures/picture-of-text.ts';
import { pictureText } from './pictures/picture-text.ts';
import { duplicateId } from './structure/duplicate-id.ts';
import { emphasisBroken } from './structure/emphasis-broken.ts';
import { emphasisWhole } from './structure/emphasis-whole.ts';
import { frameSameName } from './structure/frame-same-name.ts';
import { headerUnused } from './structure/header-unused.ts';
import { headingDescribes } from './structure/heading-describes.ts';
import { headingEmpty } from './structure/heading-empty.ts';
import { headingFake } from './structure/heading-fake.ts';
import { headingSkip } from './structure/heading-skip.ts';
import { lettersSpaced } from './structure/letters-spaced.ts';
import { listFake } from './structure/list-fake.ts';
import { tableHeader } from './structure/table-header.ts';
import { tableLayout } from './structure/table-layout.ts';
import { tableRole } from './structure/table-role.ts';

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
    controlByClick,
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
    labelInName,
    languagePart,
    linkDescribes,
    pageTitle,
    pictureText,
    recordingWords,
    visualReference,
    changeUnasked,
    tabOrder,
    radioGroup,
    errorUnsaid,
    tableRole,
    lettersSpaced,
    canvasAlternative,
    hintContrast,
    fieldEdge,
    textTooWide,
    motionEndless,
    focusCovered,
    axe,
  ],
  courseRules: [imageAltRepeated, pictureMissing, codeLanguage, readingLevel],
};
