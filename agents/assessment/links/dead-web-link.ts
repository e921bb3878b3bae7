/** Links to pages on the web that are gone, seen twice. One question an address; one for all of a host that no longer exists. */
import type { CourseContext } from '../../context.ts';
import type { Draft, Evidence, Finding, RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { counted } from '../wording.ts';
import { readdressed, type WebLink, webLinks } from './link-on-the-web.ts';

const meta: RuleMeta = {
  id: 'dead-web-link',
  agent: 'assessment',
  version: '1.0',
  severity: 'serious',
  title: 'A link leads to a page that no longer exists',
  source:
    'The address answered 404 or 410 to GET twice, or its host name does not exist while others do (RFC 9110, 15.5.5 and 15.5.11). 403, 429, 5xx and time-outs are never taken for dead.',
  needs: ['links'],
};

export const notAsked = 'no address on the web was asked yet (perennial links, or refresh --links)';

interface Gone {
  /** Address, or host. */
  what: string;
  links: WebLink[];
}

function goneIn(context: CourseContext): Gone[] {
  const groups = new Map<string, WebLink[]>();
  for (const own of webLinks(context)) {
    if (own.state.verdict !== 'dead') continue;
    const url = new URL(own.link.href.startsWith('//') ? `https:${own.link.href}` : own.link.href);
    url.hash = '';
    const what = own.state.gone === 'host' ? url.host : url.href;
    groups.set(what, [...(groups.get(what) ?? []), own]);
  }
  return [...groups].map(([what, links]) => ({ what, links }));
}

function findingOf({ what, links }: Gone): RawFinding[] {
  const [first] = links;
  if (!first) return [];
  const { state, link } = first;
  const many = links.length > 1 ? `${counted(links.length, 'link')} (“${link.text}”, …) lead` : `The link “${link.text}” leads`;
  return [
    {
      rule: meta.id,
      severity: meta.severity,
      certainty: 'needs-review',
      range: first.place,
      target: what,
      message: `${many} to ${what}, which is gone: ${state.why} (${state.on}).`,
      question: state.gone === 'host' ? 'Which address takes the place of the first of them?' : 'Where should it lead?',
      answerKind: 'text',
      evidence: [
        { kind: 'run', text: `${what}: ${state.why}`, url: link.href, date: state.on },
        ...links.slice(1, 40).map((own): Evidence => ({ kind: 'note', text: own.link.href, source: own.place })),
      ],
    },
  ];
}

export const deadWebLink: Rule<CourseContext> = {
  meta,
  check(context) {
    if (!context.links || context.links.size === 0) return { outcome: 'notApplicable', reason: notAsked };
    return { outcome: 'checked', findings: goneIn(context).flatMap(findingOf) };
  },
  /** The reply is an address; links to the same dead one get it, those of a dead host only where they are written alike. */
  answer(finding: Finding, reply, context): Draft | null {
    const to = reply.kind === 'text' ? reply.text.trim() : '';
    if (!/^https?:\/\/[^\s/]+\.[^\s/]+/iu.test(to)) return null;
    const gone = goneIn(context).find(
      ({ links: [first] }) => first && first.place.path === finding.range.path && first.place.start === finding.range.start,
    );
    const alike = gone?.links.filter((own) => own.link.href === gone.links[0]?.link.href) ?? [];
    const edits = alike.map((own) => readdressed(own, to));
    if (edits.length === 0 || edits.includes(null)) return null;
    return {
      findings: [finding.fingerprint],
      edits: edits.flatMap((own) => own ?? []),
      title: 'Lead the link to a page that is there',
      rationale: finding.message,
      evidence: finding.evidence,
      risk: 'low',
      origin: 'person',
      provenance: { rule: `${meta.id}@${meta.version}` },
    };
  },
};
