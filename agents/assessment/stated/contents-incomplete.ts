/** A page that lists the lessons of its course, or of its part of it, and leaves one out. */
import { bodyOf, type Lesson } from '../../../tools/library/lesson.ts';
import type { CourseContext } from '../../context.ts';
import type { Evidence, RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { type InternalLink, internalLinks, sourceFile } from '../links/link-target.ts';
import { counted, fold } from '../wording.ts';

const meta: RuleMeta = {
  id: 'contents-incomplete',
  agent: 'assessment',
  version: '1.0',
  severity: 'moderate',
  title: 'A table of contents leaves a lesson out',
  source:
    'A page whose lists or tables link to nearly all lessons under its folder is read as their table of contents; what it names nowhere learners do not find.',
  needs: ['siblings'],
};

/** So many lessons in lists or tables make a table of contents, and such a share of all there are. */
const fewestListed = 4;
const mostOfThem = 0.75;

const folderOf = (path: string) => (path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '');

/** Does the link stand in a list or a table, rather than in a sentence? */
function isListed({ lesson, link }: InternalLink): boolean {
  const text = lesson.files.find(({ path }) => path === link.span.path)?.text ?? '';
  const line = text.slice(text.lastIndexOf('\n', link.span.start - 1) + 1, link.span.start);
  if (/^\s*(?:[-*+]\s|\d{1,3}[.)]\s|\|)/u.test(line)) return true;
  return /<(?:li|td|th)\b[^>]*>(?:(?!<\/(?:li|td|th)>)[\s\S])*$/iu.test(
    text.slice(Math.max(0, link.span.start - 300), link.span.start),
  );
}

/** Not for learners yet. */
function isDraft({ meta: { data } }: Lesson): boolean {
  return data.draft === true || data.hidden === true || data.published === false;
}

interface Incomplete {
  page: Lesson;
  listed: InternalLink[];
  steps: number;
  missing: Lesson[];
  twice: Lesson[];
}

function incompleteOf(page: Lesson, links: InternalLink[], context: CourseContext): Incomplete | null {
  const folder = folderOf(bodyOf(page).path);
  const steps = context.lessons.filter(
    (lesson) => lesson.kind !== 'page' && lesson.language === page.language && bodyOf(lesson).path.startsWith(folder),
  );
  const byPath = new Map(steps.map((lesson) => [bodyOf(lesson).path, lesson]));
  const targets = links.map((link) => ({ link, step: byPath.get(sourceFile(link.target, context) ?? '') }));
  const listed = targets.filter(({ link, step }) => step !== undefined && isListed(link));
  const found = new Set(listed.map(({ step }) => step));
  if (found.size < fewestListed || found.size < mostOfThem * steps.length) return null;
  const text = fold(bodyOf(page).text);
  const missing = steps.filter(
    (step) => !targets.some((one) => one.step === step) && !text.includes(fold(step.title)) && !isDraft(step),
  );
  if (missing.length === 0) return null;
  const lines = (step: Lesson) => new Set(listed.filter((one) => one.step === step).map(({ link }) => link.link.text)).size;
  return {
    page,
    listed: listed.map(({ link }) => link),
    steps: steps.length,
    missing,
    twice: [...found].flatMap((step) => (step && lines(step) > 1 ? [step] : [])),
  };
}

function findingOf({ page, listed, steps, missing, twice }: Incomplete): RawFinding {
  const names = missing.map(({ title }) => `“${title}”`).join(', ');
  const doubled = twice.length > 0 ? ` It lists “${twice[0]?.title}” more than once.` : '';
  const last = listed.at(-1)!.link.span;
  return {
    rule: meta.id,
    severity: meta.severity,
    certainty: 'needs-review',
    range: last,
    target: `contents of ${page.id}`,
    message: `${page.title} lists ${steps - missing.length} of ${counted(steps, 'lesson')}; ${names} ${missing.length === 1 ? 'is' : 'are'} not among them.${doubled}`,
    question: `${missing.length === 1 ? 'Is it' : 'Are they'} left out on purpose?`,
    answerKind: 'yes-no',
    evidence: missing.map((lesson): Evidence => ({ kind: 'note', text: `${lesson.title}: ${bodyOf(lesson).path}` })),
  };
}

export const contentsIncomplete: Rule<CourseContext> = {
  meta,
  check(context) {
    const links = internalLinks(context);
    const pages = context.lessons.filter((lesson) => lesson.kind === 'page' && !lesson.partOf);
    const found = pages.flatMap((page) => {
      const own = links.filter(({ lesson }) => lesson === page);
      return incompleteOf(page, own, context) ?? [];
    });
    return { outcome: 'checked', findings: found.map(findingOf) };
  },
};
