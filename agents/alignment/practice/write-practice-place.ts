/** Where an exercise goes: to the end of the section that teaches what it practises. Pure. */
import type { Lesson, Section } from '../../../tools/library/lesson.ts';
import { bodyOf } from '../../../tools/library/lesson.ts';
import type { Edit } from '../../contract.ts';

/** Blocks that close a lesson and belong to none of its sections. */
const closing = /^(?:keypoints|checklist|testimonial|glossary)$/;

/** @returns null where the section does not lie in the lesson's body, or what it teaches stands behind every place there is */
export function placeAfter(lesson: Lesson, section: Section): number | null {
  const body = bodyOf(lesson);
  if (section.span.path !== body.path) return null;
  const divs = lesson.divs.filter((div) => div.span.path === body.path && div.parent === null);
  // What a callout teaches is practised after it.
  const holder = divs.find((div) => div.span.start < section.span.start && section.span.start < div.span.end);
  if (holder) return holder.span.start + body.text.slice(holder.span.start, holder.span.end).trimEnd().length;
  const first = divs.find(
    (div) => closing.test(div.name) && div.span.start > section.span.start && div.span.start < section.span.end,
  );
  let end = first?.span.start ?? section.span.end;
  const around = divs.find((div) => div.span.start < end && end < div.span.end);
  if (around) end = around.span.end;
  const text = body.text.slice(section.span.start, end);
  // Definitions of links stand where the author keeps them: at the very end.
  const kept = text.replace(/(?:\r?\n[ \t]*(?:\[[^\]\n]+\]:[^\r\n]*)?)*\s*$/u, '');
  const at = section.span.start + kept.length;
  // What teaches it stands before it.
  const taught = lesson.passages.filter((one) => one.section === section.id && !one.within).map((one) => one.span.end);
  const least = Math.max(section.heading?.span.end ?? 0, ...taught.filter((end) => end <= section.span.end));
  const code = lesson.code.some((block) => block.span.path === body.path && block.span.start < at && at < block.span.end);
  return at >= least && !code ? at : null;
}

/** The block between blank lines. */
export function insertBlock(lesson: Lesson, at: number, block: (eol: string) => string): Edit {
  const { path, text } = bodyOf(lesson);
  const eol = /\r?\n/u.exec(text)?.[0] ?? '\n';
  const after = /^(?:[ \t]*(?:\r?\n|$)){2}|^\s*$/u.test(text.slice(at)) ? '' : eol;
  return { path, start: at, end: at, replacement: `${eol}${eol}${block(eol)}${after}`, quote: '' };
}
