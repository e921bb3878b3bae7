/** A link to the manual of a version that is no longer supported, where the maker keeps an address for the current one. */
import type { Link } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { isAnnounced } from '../prose.ts';

const meta: RuleMeta = {
  id: 'outdated-documentation-link',
  agent: 'assessment',
  version: '1.0',
  severity: 'minor',
  title: 'A link leads to the manual of an unsupported version',
  source: 'Each of these manuals has a lasting address for its current version, published by its maker.',
  needs: ['facts', 'date'],
};

/** Manuals that carry the version in their address and have a lasting one without it. */
const manuals: { product: string; pattern: RegExp; current: string }[] = [
  {
    product: 'python',
    pattern: /^(https?:\/\/docs\.python\.org\/(?:[a-z]{2}(?:-[a-z]{2})?\/)?)(\d\.\d+)(?=\/|$)/u,
    current: '3',
  },
  { product: 'django', pattern: /^(https?:\/\/docs\.djangoproject\.com\/[a-z-]+\/)(\d\.\d+)(?=\/|$)/u, current: 'stable' },
  { product: 'postgresql', pattern: /^(https?:\/\/www\.postgresql\.org\/docs\/)(\d+(?:\.\d+)?)(?=\/|$)/u, current: 'current' },
  { product: 'numpy', pattern: /^(https?:\/\/numpy\.org\/doc\/)(\d\.\d+)(?=\/|$)/u, current: 'stable' },
];

function outdated(link: Link, context: LessonContext) {
  if (!link.hrefSpan) return null;
  for (const { product, pattern, current } of manuals) {
    const match = pattern.exec(link.href);
    const version = match?.[2];
    const cycle = version === undefined ? null : context.facts.cycle(product, version);
    if (!match || version === undefined || !cycle?.endOfLife || cycle.endOfLife >= context.today) continue;
    // The author speaks of that version: "what's new in 3.6", "the Python 2.7 manual".
    const named =
      link.text.includes(version) || /whatsnew|\/releases?\b|releasenotes|changelog/u.test(link.href) || isAnnounced(link.text);
    // Python 2's manual has pages that Python 3's has not.
    if (named || (product === 'python' && version.startsWith('2'))) return null;
    return { cycle, version, replacement: link.href.replace(pattern, `$1${current}`) };
  }
  return null;
}

export const outdatedDocumentationLink: Rule<LessonContext> = {
  meta,
  check(context) {
    const findings = context.lesson.links.flatMap((link) => {
      const found = outdated(link, context);
      if (!found) return [];
      const { cycle, version } = found;
      return [
        {
          rule: meta.id,
          severity: meta.severity,
          certainty: 'fails' as const,
          range: link.hrefSpan ?? link.span,
          message: `The link leads to the manual of ${cycle.label} ${version}, which has had no support since ${cycle.endOfLife}.`,
          evidence: [
            {
              kind: 'fact' as const,
              text: `${cycle.label} ${cycle.cycle}: end of support ${cycle.endOfLife}`,
              url: cycle.url,
              date: cycle.asOf,
            },
          ],
        },
      ];
    });
    return { outcome: 'checked', findings };
  },
  repair(finding, context) {
    const link = context.lesson.links.find(
      (own) => own.hrefSpan?.path === finding.range.path && own.hrefSpan.start === finding.range.start,
    );
    const found = link ? outdated(link, context) : null;
    if (!link?.hrefSpan || !found) return null;
    const file = context.lesson.files.find((own) => own.path === finding.range.path);
    const source = file?.text.slice(link.hrefSpan.start, link.hrefSpan.end);
    // Escapes in the source would need their own rewriting: leave those to a person.
    if (source !== link.href) return null;
    return {
      findings: [finding.fingerprint],
      edits: [{ ...link.hrefSpan, replacement: found.replacement, quote: source }],
      title: 'Link to the current manual',
      rationale: finding.message,
      evidence: finding.evidence,
      risk: 'medium',
      origin: 'rule',
      provenance: { rule: `${meta.id}@${meta.version}` },
      forYou: 'Does the current page still say what the lesson needs?',
    };
  },
};
