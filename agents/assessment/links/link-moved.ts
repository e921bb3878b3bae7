/** Links whose page moved for good. Within a site that is an edit; where the whole site has another name it is one question. */
import { getDomain } from 'tldts';
import type { CourseContext } from '../../context.ts';
import type { Draft, Evidence, Finding, RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { counted } from '../wording.ts';
import { notAsked } from './dead-web-link.ts';
import { linkAt, readdressed, type WebLink, webLinks } from './link-on-the-web.ts';

const meta: RuleMeta = {
  id: 'link-moved',
  agent: 'assessment',
  version: '1.0',
  severity: 'minor',
  title: 'A link leads to an address its page has left for good',
  source:
    'Every redirect on the way says “permanently” (301 or 308: RFC 9110, 15.4.2 and 15.4.9), its end answers 200, and a second look some time later found the same.',
  needs: ['links'],
};

function movedIn(context: CourseContext): WebLink[] {
  return webLinks(context).filter(({ state }) => state.verdict === 'moved' && state.to !== undefined);
}

function withinSite(own: WebLink): RawFinding[] {
  if (own.state.within !== 'site' || !readdressed(own, own.state.to ?? '')) return [];
  const { link, state, place } = own;
  return [
    {
      rule: meta.id,
      severity: meta.severity,
      certainty: 'fails',
      range: place,
      target: link.href,
      message: `${link.href} has moved to ${state.to} for good.`,
      evidence: [
        { kind: 'run', text: `${link.href} → ${state.to}: ${state.why}`, ...(state.to ? { url: state.to } : {}), date: state.on },
      ],
    },
  ];
}

function siteOf(address: string): string {
  const { hostname } = new URL(address);
  return getDomain(hostname, { allowPrivateDomains: true }) ?? hostname;
}

interface MovedSite {
  from: string;
  to: string;
  links: WebLink[];
}

function movedSites(context: CourseContext): MovedSite[] {
  const sites = new Map<string, MovedSite>();
  for (const own of movedIn(context)) {
    if (own.state.within !== 'another-site' || own.state.to === undefined) continue;
    const from = siteOf(own.link.href.startsWith('//') ? `https:${own.link.href}` : own.link.href);
    const to = siteOf(own.state.to);
    const known = sites.get(`${from} ${to}`) ?? { from, to, links: [] };
    known.links.push(own);
    sites.set(`${from} ${to}`, known);
  }
  return [...sites.values()];
}

function toAnotherSite({ from, to, links }: MovedSite): RawFinding[] {
  const [first] = links;
  if (!first) return [];
  return [
    {
      rule: meta.id,
      severity: meta.severity,
      certainty: 'needs-review',
      range: first.place,
      target: `${from} → ${to}`,
      message: `${counted(links.length, 'link')} to ${from} ${links.length === 1 ? 'is' : 'are'} led on to the same page of ${to} for good.`,
      question: `Is ${to} the new home of ${from}? Reply “yes” to lead ${links.length === 1 ? 'the link' : 'all of them'} there.`,
      answerKind: 'text',
      evidence: links
        .slice(0, 40)
        .map(
          (own): Evidence => ({ kind: 'run', text: `${own.link.href} → ${own.state.to}`, source: own.place, date: own.state.on }),
        ),
    },
  ];
}

function draft(finding: Finding, links: WebLink[], origin: 'rule' | 'person'): Draft | null {
  const edits = links.map((own) => readdressed(own, own.state.to ?? ''));
  if (edits.length === 0 || edits.includes(null)) return null;
  return {
    findings: [finding.fingerprint],
    edits: edits.flatMap((own) => own ?? []),
    title: 'Lead the link to where its page has moved',
    rationale: finding.message,
    evidence: finding.evidence,
    risk: 'low',
    origin,
    provenance: { rule: `${meta.id}@${meta.version}` },
  };
}

export const linkMoved: Rule<CourseContext> = {
  meta,
  check(context) {
    if (!context.links || context.links.size === 0) return { outcome: 'notApplicable', reason: notAsked };
    return {
      outcome: 'checked',
      findings: [...movedIn(context).flatMap(withinSite), ...movedSites(context).flatMap(toAnotherSite)],
    };
  },
  repair(finding, context) {
    if (finding.certainty !== 'fails') return null;
    const own = linkAt(movedIn(context), finding.range);
    return own ? draft(finding, [own], 'rule') : null;
  },
  answer(finding, reply, context) {
    if (reply.kind !== 'text' || !/^(?:y|yes)$/iu.test(reply.text.trim())) return null;
    const site = movedSites(context).find(
      ({ links: [first] }) => first && first.place.path === finding.range.path && first.place.start === finding.range.start,
    );
    return site ? draft(finding, site.links, 'person') : null;
  },
};
