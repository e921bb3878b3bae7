/** “Next lesson”, “previous lesson” and tables of contents that lead elsewhere than they say. */
import { bodyOf, type Lesson, type Link, sourceOf } from '../../../tools/library/lesson.ts';
import type { CourseContext } from '../../context.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { fold } from '../wording.ts';
import { oneOfMany } from './one-of-many.ts';

const meta: RuleMeta = {
  id: 'stated-order',
  agent: 'assessment',
  version: '1.0',
  severity: 'moderate',
  title: 'A link to a lesson leads to another one than it says',
  source: 'The link’s words hold the title of one lesson, or “next” and “previous”; its target is another lesson of the course.',
  needs: ['siblings'],
};

interface Wrong {
  lesson: Lesson;
  link: Link;
  meant: Lesson;
  target: Lesson;
}

/** The address of `to` as a link of `from` would write it, in the form of the link that is there. */
function addressFrom(from: string, to: string): string {
  const here = from.split('/').slice(0, -1);
  const there = to.split('/');
  while (here.length > 0 && there.length > 1 && here[0] === there[0]) {
    here.shift();
    there.shift();
  }
  return [...here.map(() => '..'), ...there].join('/');
}

function plainTitle(text: string): string {
  return fold(text.replace(/^\s*(?:(?:lesson|episode|chapter|part|unit|module)\s*)?\d{1,3}\s*[.:)–—-]\s*/iu, ''));
}

function wrongIn(lesson: Lesson, lessons: Lesson[], targetOf: (link: Link) => Lesson | null): Wrong[] {
  const steps = lessons.filter((own) => own.kind !== 'page').sort((a, b) => a.order - b.order);
  const own = steps.indexOf(lesson);
  return lesson.links.flatMap((link): Wrong[] => {
    const target = targetOf(link);
    if (!target || link.href.includes('#')) return [];
    const said = plainTitle(link.text);
    const titled = steps.filter((one) => plainTitle(one.title) === said);
    const direction = /^(?:(?:go )?(?:on )?to )?(?:the )?(next|previous) (?:lesson|episode|chapter|unit)\b\W*$/iu
      .exec(link.text.trim())?.[1]
      ?.toLowerCase();
    const meant =
      direction && own >= 0
        ? steps[own + (direction === 'next' ? 1 : -1)]
        : titled.length === 1 && said.length > 2
          ? titled[0]
          : undefined;
    // Only steps of the course are in an order; a page may be called as a lesson is.
    if (!meant || meant.id === target.id || target.kind === 'page' || plainTitle(target.title) === said) return [];
    return [{ lesson, link, meant, target }];
  });
}

function all({ lessons, files }: CourseContext): Wrong[] {
  const byPath = new Map(lessons.map((lesson) => [bodyOf(lesson).path, lesson]));
  return lessons.flatMap((lesson) =>
    wrongIn(lesson, lessons, (link) => {
      if (/^[a-z][a-z\d+.-]*:|^\/\//iu.test(link.href)) return null;
      const path = files.resolve(link.span.path, link.href);
      return path === null ? null : (byPath.get(path) ?? null);
    }),
  );
}

export const statedOrder: Rule<CourseContext> = {
  meta,
  check: (context) =>
    oneOfMany(
      meta,
      all(context).map((wrong) => ({ ...wrong, span: wrong.link.span })),
      'link',
      (first) => ({
        certainty: 'fails',
        message: `The link “${first.link.text.trim()}” leads to “${first.target.title}”, not to “${first.meant.title}”.`,
      }),
    ),
  repair(finding, context) {
    const found = all(context);
    const edits = found.flatMap(({ lesson, link, meant }) => {
      if (!link.hrefSpan) return [];
      const quote = sourceOf(lesson, link.hrefSpan);
      const replacement = addressFrom(link.span.path, bodyOf(meant).path);
      // Where pages are linked in their built form, the written address is not ours to guess.
      return /\.(?:md|markdown|html?)$/iu.test(quote) && quote.split('.').at(-1) === replacement.split('.').at(-1)
        ? [{ ...link.hrefSpan, quote, replacement }]
        : [];
    });
    if (edits.length === 0 || edits.length !== found.length) return null;
    return {
      findings: [finding.fingerprint],
      edits,
      title: 'Lead to the lesson that the link names',
      rationale: finding.message,
      evidence: finding.evidence,
      risk: 'medium',
      origin: 'rule',
      provenance: { rule: `${meta.id}@${meta.version}` },
    };
  },
};
