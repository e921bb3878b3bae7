/** Learners are told to use a version that is no longer supported. */
import type { ReleaseCycle } from '../../../tools/facts/facts.ts';
import type { Lesson, SourceFile, Span } from '../../../tools/library/lesson.ts';
import { sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { Draft, Edit, Finding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { isAnnounced, isQuoted, proseSentences, runnable, textFiles } from '../prose.ts';
import { counted } from '../wording.ts';
import { mentionsInCode, mentionsInOptions, mentionsInProse, type VersionMention } from './version-mention.ts';

const meta: RuleMeta = {
  id: 'outdated-version',
  agent: 'assessment',
  version: '1.0',
  severity: 'moderate',
  title: 'A version past its end of life',
  source: 'Dates of end of support as the makers publish them (see the dated source of each finding).',
  needs: ['facts', 'date'],
};

/** A floor ("3.6 or later") still lets learners use what is supported today. */
const floor =
  /^\W{0,3}(?:or|and|\+|\()?\s*(?:later|newer|above|higher|greater|up\b|upwards?|onwards?|more recent|\+|at (?:least|minimum)|(?:or|and) (?:later|newer|above|higher|greater|up|upwards|onwards|more recent|greater))|^\+/iu;
const floorBefore =
  /(?:at least|minimum(?: of)?|no(?:t)? (?:older|earlier|less) than|≥|>=|since|newer than|later than|from|before|prior to|until|older than|unlike|than|introduced in|added in|new in|starting (?:with|from|in)|as of|removed in|dropped in)\s*$/iu;
const inUse =
  /\b(?:install|download|use|uses|using|run|runs|require|requires|required|need|needs|create|choose|select|set up|upgrade to|update to|we(?:'ll| will| are)|latest|newest|current|tested (?:with|on)|supports?|works? (?:with|on)|based on|written (?:in|for)|targets?)\b/iu;
const told =
  /\b(?:install|download|use|run with|runs with|require|requires|required|need|needs|create|choose|select|set up|upgrade to|update to|tested (?:with|on))\b/iu;
const notTold =
  /^\W*(?:if|in case|whether|when|while|even if|some|older|on)\b|\b(?:was|were|had|used to|released|announced|end[- ]of[- ]life|no longer|deprecated|legacy|old(?:er)?|instead of|rather than|not|don't|never|avoid|history|in case)\b/iu;

interface Place {
  mention: VersionMention;
  /** Place of the version's digits. */
  span: Span;
  whole: Span;
  /** `told`: learners are told to use it; `said`: the sentence only says that it is used. */
  form: 'told' | 'said' | 'option' | 'code';
}

function inProse(lesson: Lesson, file: SourceFile, context: LessonContext): Place[] {
  return proseSentences(lesson, file).flatMap((sentence) => {
    const options = mentionsInOptions(sentence.text, context.facts).map((mention) => ({ mention, form: 'option' as const }));
    const named = mentionsInProse(sentence.text, context.facts).map((mention) => ({ mention, form: 'prose' as const }));
    if (isAnnounced(sentence.text)) return [];
    return [...options, ...named].flatMap(({ mention, form }) => {
      if (form === 'option') return [placeOf(mention, sentence.span, form)];
      if (!isInUse(sentence.text, mention)) return [];
      return [placeOf(mention, sentence.span, told.test(sentence.text.slice(0, mention.start)) ? 'told' : 'said')];
    });
  });
}

function isInUse(sentence: string, mention: VersionMention): boolean {
  if (floor.test(sentence.slice(mention.end)) || floorBefore.test(sentence.slice(0, mention.start))) return false;
  if (isQuoted(sentence, mention.start) || notTold.test(sentence)) return false;
  return (
    inUse.test(sentence.slice(0, mention.start)) ||
    /^[^.]{0,20}\b(?:is|are) (?:required|needed|used|the (?:latest|newest|current))/iu.test(sentence.slice(mention.end))
  );
}

function placeOf(mention: VersionMention, base: Span, form: Place['form']): Place {
  const start = base.start + mention.versionStart;
  return {
    mention,
    span: { path: base.path, start, end: start + mention.version.length },
    whole: { path: base.path, start: base.start + mention.start, end: base.start + mention.end },
    form,
  };
}

function inCode(lesson: Lesson, file: SourceFile, context: LessonContext): Place[] {
  return runnable(lesson, file.path).flatMap((block) =>
    mentionsInCode(sourceOf(lesson, block.content), context.facts).map((mention) =>
      placeOf(mention, block.content, mention.name.startsWith('--') ? 'option' : 'code'),
    ),
  );
}

interface Outdated {
  cycle: ReleaseCycle;
  places: Place[];
}

/** The ended cycles that the lesson uses, each with all its places in reading order. */
function outdatedIn(context: LessonContext): Outdated[] {
  const found = new Map<string, Outdated>();
  const { lesson, facts, today } = context;
  const places = textFiles(lesson).flatMap((file) => [...inProse(lesson, file, context), ...inCode(lesson, file, context)]);
  for (const place of places) {
    const cycle = facts.cycle(place.mention.product, place.mention.version);
    if (!cycle?.endOfLife || cycle.endOfLife >= today) continue;
    const key = `${cycle.product} ${cycle.cycle}`;
    const entry = found.get(key) ?? { cycle, places: [] };
    entry.places.push(place);
    found.set(key, entry);
  }
  for (const entry of found.values()) entry.places.push(...latestClaims(context, entry));
  return [...found.values()];
}

/** "Version 3 is the latest version." in a lesson that uses version 3 of one product: the same claim in other words. */
function latestClaims(context: LessonContext, { cycle, places }: Outdated): Place[] {
  const name = context.facts.products().find((product) => product.id === cycle.product)?.names ?? [];
  return textFiles(context.lesson).flatMap((file) =>
    proseSentences(context.lesson, file).flatMap((sentence) => {
      const match = /\b(?:[Vv]ersion|v) ?(\d+(?:\.\d+)*) is (?:currently )?the (?:latest|newest|current|most recent)\b/u.exec(
        sentence.text,
      );
      const version = match?.[1];
      if (!match || version !== cycle.cycle || !name.some((own) => sentence.before.includes(own))) return [];
      const versionStart = match.index + match[0].indexOf(version);
      const mention = {
        product: cycle.product,
        name: '',
        version,
        start: match.index,
        end: match.index + match[0].length,
        versionStart,
      };
      const place = placeOf(mention, sentence.span, 'told');
      return places.some((own) => own.span.path === place.span.path && own.span.start === place.span.start) ? [] : [place];
    }),
  );
}

function editsTo(lesson: Lesson, places: Place[], version: string): Edit[] {
  return places
    .map(({ span }) => ({
      path: span.path,
      start: span.start,
      end: span.end,
      replacement: version,
      quote: sourceOf(lesson, span),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.start - b.start));
}

function outdatedOf(finding: Finding, context: LessonContext): Outdated | null {
  return (
    outdatedIn(context).find(
      ({ places: [first] }) => first && first.whole.path === finding.range.path && first.whole.start === finding.range.start,
    ) ?? null
  );
}

/** Pinned packages and images may need more than another number, and what a machine runs only its owner knows: those are asked about. */
function isMendable({ cycle, places }: Outdated, current: ReleaseCycle | null): boolean {
  return (
    current !== null &&
    places.every((place) => (place.form === 'told' || place.form === 'option') && place.mention.version === cycle.cycle)
  );
}

function draftOf(
  finding: Finding,
  context: LessonContext,
  { cycle, places }: Outdated,
  version: string,
  origin: 'rule' | 'person',
): Draft {
  return {
    findings: [finding.fingerprint],
    edits: editsTo(context.lesson, places, version),
    title: `${cycle.label} ${cycle.cycle} → ${version}`,
    rationale: finding.message,
    evidence: finding.evidence,
    risk: 'medium',
    origin,
    provenance: { rule: `${meta.id}@${meta.version}` },
    forYou: `Do the steps and pictures of the lesson still hold with ${cycle.label} ${version}?`,
  };
}

export const outdatedVersion: Rule<LessonContext> = {
  meta,
  check(context) {
    const findings = outdatedIn(context).map((entry) => {
      const { cycle, places } = entry;
      const first = places[0] as Place;
      const current = context.facts.current(cycle.product, context.today);
      const also = places.length > 1 ? ` (${counted(places.length, 'place')} in this lesson)` : '';
      const asked = {
        certainty: 'needs-review' as const,
        question: `Which version should learners use${current ? ` (${current.cycle} is supported${current.endOfLife ? ` until ${current.endOfLife}` : ''})` : ''}?`,
        answerKind: 'text' as const,
      };
      return {
        rule: meta.id,
        severity: meta.severity,
        ...(isMendable(entry, current) ? { certainty: 'fails' as const } : asked),
        range: first.whole,
        target: `${cycle.product} ${cycle.cycle}`,
        message: `${cycle.label} ${cycle.cycle} has had no support since ${cycle.endOfLife}${also}.`,
        evidence: [
          {
            kind: 'fact' as const,
            text: `${cycle.label} ${cycle.cycle}: end of support ${cycle.endOfLife}`,
            url: cycle.url,
            date: cycle.asOf,
          },
          ...places.map((place) => ({
            kind: 'quote' as const,
            text: sourceOf(context.lesson, place.whole),
            source: place.whole,
          })),
        ],
      };
    });
    return { outcome: 'checked', findings };
  },
  repair(finding, context) {
    const entry = outdatedOf(finding, context);
    const current = entry ? context.facts.current(entry.cycle.product, context.today) : null;
    if (!entry || !current || !isMendable(entry, current)) return null;
    return draftOf(finding, context, entry, current.cycle, 'rule');
  },
  answer(finding, reply, context) {
    const entry = outdatedOf(finding, context);
    if (!entry || reply.kind !== 'text' || !/^v?\d+(?:\.\d+){0,2}$/u.test(reply.text.trim())) return null;
    return draftOf(finding, context, entry, reply.text.trim().replace(/^v/u, ''), 'person');
  },
};
