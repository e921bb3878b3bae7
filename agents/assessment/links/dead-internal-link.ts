/** Links to files of the library that are not there. Many of them under folders that are missing are one question. */
import type { Span } from '../../../tools/library/lesson.ts';
import type { CourseContext } from '../../context.ts';
import type { Draft, Edit, Evidence, Finding, RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { counted } from '../wording.ts';
import { type InternalLink, internalLinks, liesInAbsentFolder, movedTo, relative, sourceFile } from './link-target.ts';

const meta: RuleMeta = {
  id: 'dead-internal-link',
  agent: 'assessment',
  version: '1.0',
  severity: 'serious',
  title: 'A link leads to a file that is not there',
  source: 'The link’s target was looked for in the library, also under the endings and flat folders of common site builders.',
  needs: ['siblings'],
};

/** From this many on, targets missing under missing folders are asked about together. */
const together = 4;

function spanOf({ link }: InternalLink): Span {
  return link.hrefSpan ?? link.span;
}

interface Dead {
  /** Links written the same that mean the same absent file. */
  alike: InternalLink[][];
  /** Links into folders that are missing as a whole. */
  inFolders: InternalLink[];
}

function deadLinks(context: CourseContext): Dead {
  const dead = internalLinks(context).filter(({ target }) => sourceFile(target, context) === null);
  const astray = dead.filter(({ target }) => liesInAbsentFolder(target, context) && movedTo(target, context) === null);
  const inFolders = astray.length >= together ? astray : [];
  const groups = new Map<string, InternalLink[]>();
  for (const own of dead) {
    if (inFolders.includes(own)) continue;
    const key = `${own.target}\0${own.link.href}`;
    groups.set(key, [...(groups.get(key) ?? []), own]);
  }
  return { alike: [...groups.values()], inFolders };
}

function missing(alike: InternalLink[], context: CourseContext): RawFinding[] {
  const [first] = alike;
  if (!first) return [];
  const moved = movedTo(first.target, context);
  const names =
    alike.length === 1
      ? `The link “${first.link.text}” leads`
      : `${counted(alike.length, 'link')} (“${first.link.text}”, …) lead`;
  const others = alike.slice(1).map(({ link }): Evidence => ({ kind: 'note', text: link.text, source: link.span }));
  return [
    {
      rule: meta.id,
      severity: meta.severity,
      range: spanOf(first),
      target: first.link.href,
      message: `${names} to ${first.target}, which is not there${moved ? `; ${moved} is` : ''}.`,
      ...(moved && alike.every(({ link }) => link.hrefSpan)
        ? {
            certainty: 'fails' as const,
            evidence: [{ kind: 'rule' as const, text: `The only file of that name in the course is ${moved}.` }, ...others],
          }
        : {
            certainty: 'needs-review' as const,
            question: 'Where should it lead?',
            answerKind: 'text' as const,
            evidence: others,
          }),
    },
  ];
}

/** The first missing folder on the way to the target: what may be kept elsewhere. */
function absentFolder(target: string, { files }: CourseContext): string {
  const parts = target.split('/');
  const depth = parts.findIndex((_, index) => !files.exists(parts.slice(0, index + 1).join('/')));
  return parts[Math.max(0, depth)] ?? target;
}

function folders(links: InternalLink[], context: CourseContext): RawFinding[] {
  const [first] = links;
  if (!first) return [];
  const count = new Map<string, number>();
  for (const { target } of links) count.set(absentFolder(target, context), (count.get(absentFolder(target, context)) ?? 0) + 1);
  const names = [...count.entries()].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  return [
    {
      rule: meta.id,
      severity: 'moderate',
      certainty: 'needs-review',
      range: spanOf(first),
      target: 'folders that are not in the library',
      message: `${counted(links.length, 'link')} lead into folders that are not in this library (${names.slice(0, 4).join(', ')}${names.length > 4 ? ', …' : ''}).`,
      question: 'Are these folders kept elsewhere?',
      answerKind: 'yes-no',
      evidence: links
        .slice(0, 60)
        .map(({ link, target }): Evidence => ({ kind: 'note', text: `${link.href} → ${target}`, source: link.span })),
    },
  ];
}

function alikeAt(finding: Finding, context: CourseContext): InternalLink[] {
  return (
    deadLinks(context).alike.find(
      ([first]) => first && first.from === finding.range.path && spanOf(first).start === finding.range.start,
    ) ?? []
  );
}

/** Only where each address stands in the source as it is read can the whole of it be replaced. */
function draftTo(
  finding: Finding,
  alike: InternalLink[],
  context: CourseContext,
  address: (own: InternalLink) => string,
  origin: 'rule' | 'person',
): Draft | null {
  const edits = alike.flatMap((own): Edit[] => {
    const span = own.link.hrefSpan;
    const quote = span ? context.files.read(span.path)?.slice(span.start, span.end) : undefined;
    return span && quote === own.link.href && address(own) !== quote
      ? [{ path: span.path, start: span.start, end: span.end, replacement: address(own), quote }]
      : [];
  });
  if (edits.length === 0 || edits.length !== alike.length) return null;
  return {
    findings: [finding.fingerprint],
    edits,
    title: 'Lead the link to where the file is',
    rationale: finding.message,
    evidence: finding.evidence,
    risk: 'low',
    origin,
    provenance: { rule: `${meta.id}@${meta.version}` },
  };
}

export const deadInternalLink: Rule<CourseContext> = {
  meta,
  check(context) {
    const { alike, inFolders } = deadLinks(context);
    return { outcome: 'checked', findings: [...alike.flatMap((own) => missing(own, context)), ...folders(inFolders, context)] };
  },
  repair(finding, context) {
    const alike = alikeAt(finding, context);
    const moved = alike[0] ? movedTo(alike[0].target, context) : null;
    if (!moved) return null;
    return draftTo(
      finding,
      alike,
      context,
      ({ from, fragment }) => relative(from, moved) + (fragment === null ? '' : `#${fragment}`),
      'rule',
    );
  },
  answer(finding, reply, context) {
    const text = reply.kind === 'text' ? reply.text.trim() : '';
    if (text === '' || /[\s()<>]/u.test(text)) return null;
    return draftTo(finding, alikeAt(finding, context), context, () => text, 'person');
  },
};
