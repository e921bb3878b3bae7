/** Items of QTI 1.2, as learning platforms (Canvas, Brightspace, Blackboard) export it. One item's tree at a time. */
import { kindOfItem } from '../item-kind.ts';
import type { Item, ItemAnswer, ItemGap, ItemOption, ItemWords, Span } from '../lesson.ts';
import { type Found, type Ids, numberOf, passedAt } from './found.ts';
import { metadataOf, outcomesOf, pointsOf } from './qti-12-metadata.ts';
import { type Condition, conditionsOf, rightAnswers, scoresOf } from './qti-12-scores.ts';
import { materialIn, noWords, responses, stemOf, wordsOf } from './qti-12-words.ts';
import { type Source, wordsIn } from './words.ts';
import { allBelow, below, firstBelow, textOfAttribute, type XmlElement } from './xml.ts';

/** Reads one `<item>`. */
export function qti12Item(item: XmlElement, quiz: string | null, source: Source, ids: Ids, found: Found): void {
  const { path, text } = source;
  const id = ids.next(textOfAttribute(item, 'ident') ?? textOfAttribute(item, 'title'));
  const presentation = firstBelow(item, 'presentation');
  const fields = metadataOf(item, text);
  const type =
    fields.get('question_type')?.value ?? fields.get('qmd_questiontype')?.value ?? fields.get('cc_profile')?.value ?? '';
  if (!presentation) {
    found.passed(passedAt(item.start, id, 'no-question', 'it has no presentation, so there is no question to read'));
    return;
  }
  const asked = [...below(presentation)].filter((one) => responses.includes(one.name));
  const drawn = asked.find((one) => one.name === 'response_xy' || firstBelow(one, 'render_hotspot', 'render_slider'));
  if (drawn) {
    found.passed(
      passedAt(item.start, id, 'not-read', `a place on a picture is asked for (${drawn.name}), which has no words to judge`),
    );
    return;
  }
  const upload = /file_upload|upload/i.test(type);
  if (asked.length === 0 && (/text_only/.test(type) || !upload)) {
    found.passed(passedAt(item.start, id, 'no-question', 'a text without a question'));
    return;
  }
  const conditions = conditionsOf(item, text);
  const words = stemOf(presentation, asked, source);
  const feedback = new Map(
    allBelow(item, 'itemfeedback').map((one) => [textOfAttribute(one, 'ident') ?? '', materialIn(one, source)]),
  );
  const points = pointsOf(fields, path);
  const whole: Item = {
    id,
    kind: 'open',
    stem: words.stem,
    options: [],
    solutions: [],
    feedback:
      feedback.get('general_fb') ??
      feedback.get('correct_fb') ??
      (feedback.size === 1 ? [...feedback.values()][0] : null) ??
      null,
    outcomes: outcomesOf(item, text),
    span: { path, start: item.start, end: item.end },
    quiz,
    format: 'qti',
    ...(words.lead ? { lead: words.lead } : {}),
    ...(points ? { points } : {}),
    keying: keyingOf(conditions, asked),
  };
  found.item({ ...whole, ...answersOf({ asked, type, conditions, feedback, source, upload }) });
}

function keyingOf(conditions: Condition[], asked: XmlElement[]): Item['keying'] {
  const scored = conditions.filter((one) => one.score !== null);
  if (scored.length === 0) return 'unscored';
  const idents = asked.map((one) => textOfAttribute(one, 'ident') ?? '');
  return scored.some((one) => one.admits.some((admit) => idents.includes(admit.response))) ? 'stated' : 'computed';
}

interface Asked {
  asked: XmlElement[];
  type: string;
  conditions: Condition[];
  feedback: Map<string, ItemWords | null>;
  source: Source;
  upload: boolean;
}

function answersOf(asking: Asked): Partial<Item> {
  const { asked, type, upload } = asking;
  const lists = asked.filter((one) => one.name === 'response_lid');
  const typed = asked.filter((one) => one.name === 'response_str' || one.name === 'response_num');
  const first = asked[0];
  if (!first || upload) return { kind: 'open' };
  if (lists.length === 1 && typed.length === 0) {
    const list = lists[0] ?? first;
    const cardinality = (textOfAttribute(list, 'rcardinality') ?? 'Single').toLowerCase();
    if (cardinality === 'ordered' || /^ordering/.test(type)) return { kind: 'ordering', sequence: sequenceOf(list, asking) };
    if (/matching_question|categorization_question/.test(type)) return { kind: 'matching', pairs: pairsOf(lists, asking) };
    if (/multiple_blanks|multiple_dropdowns/.test(type)) return { kind: 'cloze', gaps: lists.map((one) => gapOf(one, asking)) };
    const several = cardinality === 'multiple';
    const options = optionsOf(list, several ? 'several' : 'one', asking);
    const kind = several ? 'multiple-response' : kindOfItem(options, false);
    const shown = firstBelow(list, 'render_choice');
    const shuffled = /^yes$/i.test((shown && textOfAttribute(shown, 'shuffle')) ?? '') ? { shuffled: true as const } : {};
    return options.length > 0 ? { kind, options, ...shuffled } : { kind: 'open' };
  }
  if (lists.length > 1 && typed.length === 0) {
    const isMatching = /matching_question|categorization_question/.test(type) || (type === '' && sameChoices(lists));
    return isMatching
      ? { kind: 'matching', pairs: pairsOf(lists, asking) }
      : { kind: 'cloze', gaps: lists.map((one) => gapOf(one, asking)) };
  }
  if (lists.length + typed.length > 1) return { kind: 'cloze', gaps: [...lists, ...typed].map((one) => gapOf(one, asking)) };
  const answers = typedAnswers(first, asking);
  const fib = firstBelow(first, 'render_fib');
  const decimal =
    /^(?:decimal|integer|scientific)$/i.test((fib && textOfAttribute(fib, 'fibtype')) ?? '') || first.name === 'response_num';
  if (/numerical|calculated/.test(type) || decimal) return { kind: 'numeric', answers: numericAnswers(first, asking) };
  if (/essay/.test(type) || answers.length === 0) return { kind: 'essay', ...rubricOf(asking) };
  return { kind: 'short-answer', answers };
}

function labelsOf(list: XmlElement): XmlElement[] {
  return allBelow(list, 'response_label');
}

function optionsOf(list: XmlElement, picks: 'one' | 'several', { conditions, feedback, source }: Asked): ItemOption[] {
  const response = textOfAttribute(list, 'ident') ?? '';
  const right = rightAnswers(conditions, response, picks);
  return labelsOf(list).map((label) => {
    const identifier = textOfAttribute(label, 'ident') ?? '';
    const own = conditions.find(
      (one) =>
        one.feedback.length > 0 &&
        one.admits.length === 1 &&
        one.admits[0]?.value === identifier &&
        one.admits[0].response === response,
    );
    const note = own?.feedback.map((ref) => feedback.get(ref)).find((one) => one) ?? null;
    return {
      ...wordsOf(label, source),
      identifier,
      correct: right.has(identifier),
      correctSpan: null,
      ...(note ? { feedback: note.text, feedbackWords: note } : {}),
    };
  });
}

/** Those that learners put in order: by the order in which the scoring names them, as they stand where it does not. */
function sequenceOf(list: XmlElement, { conditions, source }: Asked): ItemWords[] {
  const response = textOfAttribute(list, 'ident') ?? '';
  const order = (conditions.find((one) => (one.score ?? 0) > 0 && one.admits.length > 1) ?? conditions[0])?.admits
    .filter((one) => one.response === response)
    .map((one) => one.value);
  const labels = labelsOf(list);
  const rank = (label: XmlElement): number => {
    const at = order?.indexOf(textOfAttribute(label, 'ident') ?? '') ?? -1;
    return at === -1 ? labels.length : at;
  };
  return [...labels].sort((a, b) => rank(a) - rank(b)).map((label) => wordsOf(label, source));
}

function pairsOf(lists: XmlElement[], { conditions, source }: Asked): NonNullable<Item['pairs']> {
  const pairs: NonNullable<Item['pairs']> = [];
  const used = new Set<string>();
  for (const list of lists) {
    const right = rightAnswers(conditions, textOfAttribute(list, 'ident') ?? '', 'several');
    const left = materialIn(list, source, 'own') ?? noWords(list, source);
    const partners = labelsOf(list).filter((label) => right.has(textOfAttribute(label, 'ident') ?? ''));
    for (const label of partners) {
      used.add(textOfAttribute(label, 'ident') ?? '');
      pairs.push({ left, right: wordsOf(label, source) });
    }
    if (partners.length === 0) pairs.push({ left, right: null });
  }
  for (const list of lists) {
    for (const label of labelsOf(list)) {
      const identifier = textOfAttribute(label, 'ident') ?? '';
      if (used.has(identifier)) continue;
      used.add(identifier);
      pairs.push({ left: null, right: wordsOf(label, source) });
    }
  }
  return pairs;
}

function gapOf(response: XmlElement, asking: Asked): ItemGap {
  const id = (textOfAttribute(response, 'ident') ?? '').replace(/^response_/, '');
  if (response.name !== 'response_lid') return { id, options: [], answers: typedAnswers(response, asking) };
  // Canvas writes the answers that are taken for a blank as a list; they are all right.
  if (/multiple_blanks/.test(asking.type)) {
    return { id, options: [], answers: labelsOf(response).map((label) => ({ ...wordsOf(label, asking.source), share: 1 })) };
  }
  return { id, options: optionsOf(response, 'one', asking), answers: [] };
}

function typedAnswers(response: XmlElement, { conditions, source }: Asked): ItemAnswer[] {
  const ident = textOfAttribute(response, 'ident') ?? '';
  const scores = scoresOf(conditions, ident);
  const most = Math.max(0, ...scores.values());
  const seen = new Set<string>();
  return conditions.flatMap(({ admits, score }) =>
    admits.flatMap((one) => {
      if (one.response !== ident || one.relation !== 'equal' || (score ?? 0) <= 0 || seen.has(one.value)) return [];
      seen.add(one.value);
      const within = { path: source.path, start: one.start, end: one.end };
      return [{ ...wordsIn(source.text, within, 'xml'), share: most > 0 ? (score ?? 0) / most : 1 }];
    }),
  );
}

function numericAnswers(response: XmlElement, { conditions, source }: Asked): ItemAnswer[] {
  const ident = textOfAttribute(response, 'ident') ?? '';
  const most = Math.max(0, ...conditions.map((one) => one.score ?? 0));
  return conditions.flatMap(({ admits, score }) => {
    const mine = admits.filter((one) => one.response === ident);
    const exact = mine.find((one) => one.relation === 'equal');
    const shown = exact ?? mine[0];
    if (!shown || (score ?? 0) <= 0) return [];
    const value = numberOf(exact?.value);
    const least = numberOf(mine.find((one) => one.relation === 'least')?.value) ?? value;
    const top = numberOf(mine.find((one) => one.relation === 'most')?.value) ?? value;
    const within: Span = { path: source.path, start: shown.start, end: shown.end };
    return [
      {
        ...wordsIn(source.text, within, 'xml'),
        share: most > 0 ? (score ?? 0) / most : 1,
        ...(least === null ? {} : { least }),
        ...(top === null ? {} : { most: top }),
      },
    ];
  });
}

/** What markers are shown: Canvas and Brightspace keep it in a feedback of its own. */
function rubricOf({ feedback }: Asked): { rubric?: ItemWords } {
  const rubric = [...feedback].find(([ident, words]) => words && /solution|rubric|grader|scorer/i.test(ident))?.[1];
  return rubric ? { rubric } : {};
}

function sameChoices(lists: XmlElement[]): boolean {
  const names = lists.map((list) => labelsOf(list).map((label) => textOfAttribute(label, 'ident') ?? ''));
  const last = new Set(names.at(-1));
  return names.every((own) => own.length > 1 && own.every((ident) => last.has(ident)));
}
