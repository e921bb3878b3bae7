/** The code of a lesson in the order in which a learner types it, and the output printed beside it. Pure. */
import { type CodeBlock, type Lesson, sourceOf } from '../../../tools/library/lesson.ts';
import type { RunRequest, SampleLanguage, Step } from '../../../tools/sandbox/sandbox.ts';
import { isAnnounced } from '../prose.ts';
import { transcriptBlocks } from './code-transcripts.ts';
import { bare, codeBlocks, isHtmlBlock } from './code-words.ts';

export interface Sample {
  block: CodeBlock;
  step: Step;
  /** What the lesson prints beside it; null where it prints nothing, or nothing that can be held against it. */
  output: CodeBlock | null;
  /** It lies in a solution: a model answer. */
  place: 'lesson' | 'task' | 'solution';
}

const languages: Record<string, SampleLanguage> = {
  python: 'python',
  python3: 'python',
  py: 'python',
  javascript: 'javascript',
  js: 'javascript',
};

/** By the name a fence or a class gives it; null where it is none that can be run. */
export function languageNamed(name: string): SampleLanguage | null {
  return languages[name.toLowerCase().replace(/^language-/u, '')] ?? null;
}

export function languageOf(block: CodeBlock): SampleLanguage | null {
  return block.role === 'source' ? languageNamed(block.lang ?? '') : null;
}

/** Sections that are read beside the lesson's own thread. */
const asides = new Set([
  'challenge',
  'solution',
  'callout',
  'discussion',
  'spoiler',
  'hint',
  'instructor',
  'testimonial',
  'caution',
]);

/** Innermost-first indices of the divs around a block. */
function around(lesson: Lesson, block: CodeBlock): number[] {
  return lesson.divs
    .flatMap((div, index) =>
      div.span.path === block.span.path && div.span.start <= block.span.start && block.span.end <= div.span.end ? [index] : [],
    )
    .reverse();
}

/** Code with its lines' common indent taken off (a block in a list), and without the prompt's marks. */
export function codeOfBlock(lesson: Lesson, block: CodeBlock): string {
  const lines = (block.text || sourceOf(lesson, block.content)).split(/\r?\n/u);
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/u.exec(line)?.[0].length ?? 0);
  const common = indents.length > 0 ? Math.min(...indents) : 0;
  return lines.map((line) => line.slice(common)).join('\n');
}

const says =
  /^\s*(?:<[^>]*>\s*)?(?:[*_]*(?:(?:the |this |its |and the )*(?:output|result|prints?|gives?|displays?|shows?|returns?|produces?|it prints)(?: is| will be| of this)?)[*_]*[^\n.]{0,40}[:.]?[*_]*)?\s*$/iu;
const fails =
  /\b(?:errors?|fail\w*|exceptions?|crash\w*|raises?|tracebacks?|broken|bugs?|buggy|incorrect(?:ly)?|wrong(?:ly)?|mistakes?|doesn['’]t work|does not work|unexpected|surpris\w+|not what we)\b/iu;
/** What another version prints is not what this one does. */
const otherVersion =
  /\b(?:Python ?2|(?:older|previous|earlier|later|newer|other|future) (?:versions?|releases?|interpreters?)|legacy|(?:your|the) (?:output|result|numbers?|values?) (?:may|might|will|could) (?:differ|vary|be different|look different))\b/iu;
const toBeMended =
  /\b(?:fix|debug|repair|correct|complete|fill in|modif\w+|chang\w+|rewrite|instead|expected|should (?:print|give|return|output|display|look)|rearrange|reorder|what is wrong)\b/iu;

/** The paragraph before a place. */
function before(text: string, at: number): string {
  return (
    text
      .slice(Math.max(0, at - 500), at)
      .trimEnd()
      .split(/\n\s*\n|\n:::|\n```/u)
      .at(-1) ?? ''
  );
}

/** The paragraph after a place; a heading begins something else. */
function paragraphAfter(text: string, at: number): string {
  const after = text.slice(at, at + 400).replace(/^[`~:\s]+/u, '');
  return after.startsWith('#') ? '' : (after.split(/\n\s*\n|\n:::|\n```|\n#/u)[0] ?? '');
}

/** Do the words around say that it fails, or what another version does? */
function isTold(block: CodeBlock, around: string[]): boolean {
  const comment = (block.text.match(/(?:#|\/\/).*$/gmu) ?? []).join(' ');
  return around.some((one) => fails.test(one) || otherVersion.test(one)) || fails.test(comment) || toBeMended.test(comment);
}

/** What a task prints may be what its code shall do one day. */
function isGoal(block: CodeBlock, place: Sample['place'], stem: string): boolean {
  return place === 'task' && (toBeMended.test(stem) || fails.test(stem) || /_{2,}|\.\.\.|…/u.test(block.text));
}

function outputAfter(
  lesson: Lesson,
  code: CodeBlock[],
  block: CodeBlock,
  place: Sample['place'],
  stem: string,
): CodeBlock | 'error' | null {
  const next = code.find((own) => own.span.path === block.span.path && own.span.start >= block.span.end);
  const text = lesson.files.find((own) => own.path === block.span.path)?.text ?? '';
  if (!next) return null;
  const between = text.slice(block.span.end, next.span.start);
  if (!says.test(isHtmlBlock(lesson, next) ? bare(between) : between)) return null;
  if (next.role === 'error') return 'error';
  if (next.role !== 'output') return null;
  const words = [before(text, block.span.start), between];
  if (words.some(isAnnounced) || isTold(block, [...words, paragraphAfter(text, next.span.end)])) return null;
  return isGoal(block, place, stem) ? null : next;
}

/** What stands under an entry of a transcript, where it is meant as what Python prints. */
function outputUnder(
  lesson: Lesson,
  transcript: CodeBlock,
  { code, output }: { code: CodeBlock; output: CodeBlock | null },
  place: Sample['place'],
  stem: string,
): CodeBlock | 'error' | null {
  if (output === null) return null;
  if (/^\s*Traceback|^\s*\w*(?:Error|Exception)\b/mu.test(output.text)) return 'error';
  const text = lesson.files.find((own) => own.path === transcript.span.path)?.text ?? '';
  const words = before(text, transcript.span.start);
  if (isAnnounced(words) || isTold(code, [words, paragraphAfter(text, transcript.span.end)])) return null;
  return isGoal(code, place, stem) ? null : output;
}

/** Samples of one language, in the lesson's order. */
export function samplesOf(lesson: Lesson, language: SampleLanguage): Sample[] {
  const code = codeBlocks(lesson);
  return code.flatMap((block): Sample[] => {
    const path = around(lesson, block);
    const names = path.map((index) => lesson.divs[index]?.name ?? '');
    const place = names.includes('solution') ? 'solution' : names.includes('challenge') ? 'task' : 'lesson';
    const item = lesson.items.find(
      (own) => own.span.path === block.span.path && own.span.start <= block.span.start && block.span.end <= own.span.end,
    );
    const stem = item?.stem.text ?? '';
    const groups = path.filter((index) => asides.has(lesson.divs[index]?.name ?? ''));
    const sampleOf = (own: CodeBlock, output: CodeBlock | 'error' | null): Sample => {
      const step: Step = {
        code: codeOfBlock(lesson, own),
        scope: groups.length > 0 ? 'aside' : 'session',
        ...(groups[0] === undefined ? {} : { group: `div-${groups[0]}` }),
        ...(groups[1] === undefined ? {} : { parent: `div-${groups[1]}` }),
        ...(output === 'error' ? { mayFail: true as const } : {}),
      };
      return { block: own, step, output: output === 'error' ? null : output, place };
    };
    if (languageOf(block) === language) return [sampleOf(block, outputAfter(lesson, code, block, place, stem))];
    if (language !== 'python') return [];
    return transcriptBlocks(lesson, block).map((entry) => sampleOf(entry.code, outputUnder(lesson, block, entry, place, stem)));
  });
}

export function requestOf(language: SampleLanguage, samples: readonly Sample[], take = 1): RunRequest {
  return { language, steps: samples.map((sample) => sample.step), take };
}
