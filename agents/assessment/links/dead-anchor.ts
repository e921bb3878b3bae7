/** Links that jump to a heading or id which the page has not. */
import type { CourseContext } from '../../context.ts';
import type { Finding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { anchorsOf, nearest } from './anchors.ts';
import { type InternalLink, internalLinks, sourceFile } from './link-target.ts';

const meta: RuleMeta = {
  id: 'dead-anchor',
  agent: 'assessment',
  version: '1.0',
  severity: 'moderate',
  title: 'A link jumps to a place the page has not',
  source:
    'An anchor must equal the id of an element of the page, capitals included (HTML Living Standard, “find a potential indicated element”).',
  needs: ['siblings'],
};

interface DeadAnchor extends InternalLink {
  anchor: string;
  near: string | null;
  page: string;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign is part of the anchor.
    return text;
  }
}

function deadAnchors(context: CourseContext): DeadAnchor[] {
  const pages = new Map<string, Set<string> | null>();
  const anchorsAt = (path: string): Set<string> | null => {
    const known = pages.get(path);
    if (known !== undefined) return known;
    const text = /\.(?:r?md|markdown|html?)$/iu.test(path) ? context.files.read(path) : null;
    const anchors = text === null ? null : anchorsOf(path, text, context.lessons);
    pages.set(path, anchors);
    return anchors;
  };
  return internalLinks(context).flatMap((own) => {
    if (own.fragment === null || own.fragment === '' || /^[:/!]/u.test(own.fragment)) return [];
    const page = sourceFile(own.target, context);
    const anchors = page === null ? null : anchorsAt(page);
    const anchor = decoded(own.fragment);
    if (page === null || anchors === null || anchors.has(anchor) || anchors.has(own.fragment)) return [];
    return [{ ...own, anchor, page, near: nearest(anchor, own.link.text, anchors) }];
  });
}

function at(finding: Finding, context: CourseContext): DeadAnchor | null {
  return (
    deadAnchors(context).find(
      (own) => own.from === finding.range.path && (own.link.hrefSpan ?? own.link.span).start === finding.range.start,
    ) ?? null
  );
}

function draft(finding: Finding, dead: DeadAnchor, replacement: string, origin: 'rule' | 'person') {
  const span = dead.link.hrefSpan;
  if (!span || finding.quote !== dead.link.href || replacement === dead.link.href) return null;
  return {
    findings: [finding.fingerprint],
    edits: [{ path: span.path, start: span.start, end: span.end, replacement, quote: dead.link.href }],
    title: 'Lead the link to its heading',
    rationale: finding.message,
    evidence: finding.evidence,
    risk: 'low' as const,
    origin,
    provenance: { rule: `${meta.id}@${meta.version}` },
  };
}

export const deadAnchor: Rule<CourseContext> = {
  meta,
  check(context) {
    const findings = deadAnchors(context).map((dead) => ({
      rule: meta.id,
      severity: meta.severity,
      range: dead.link.hrefSpan ?? dead.link.span,
      target: dead.link.href,
      message: `The link “${dead.link.text}” jumps to #${dead.anchor}, but ${dead.page} has no such place${dead.near === null ? '' : `; it has #${dead.near}`}.`,
      ...(dead.near !== null && dead.link.hrefSpan
        ? { certainty: 'fails' as const }
        : { certainty: 'needs-review' as const, question: 'Which heading is meant?', answerKind: 'text' as const }),
    }));
    return { outcome: 'checked', findings };
  },
  repair(finding, context) {
    const dead = at(finding, context);
    if (!dead?.near) return null;
    return draft(finding, dead, dead.link.href.replace(/#.*$/su, `#${dead.near}`), 'rule');
  },
  answer(finding, reply, context) {
    const dead = at(finding, context);
    const text = reply.kind === 'text' ? reply.text.trim() : '';
    if (!dead || text === '' || /[\s()<>]/u.test(text)) return null;
    return draft(
      finding,
      dead,
      text.includes('#') && !text.startsWith('#') ? text : dead.link.href.replace(/#.*$/su, `#${text.replace(/^#/u, '')}`),
      'person',
    );
  },
};
