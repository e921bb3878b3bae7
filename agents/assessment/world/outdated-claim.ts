/** "The latest version is X 2.1", and a later one is out. */
import type { ReleaseCycle } from '../../../tools/facts/facts.ts';
import type { Span } from '../../../tools/library/lesson.ts';
import { sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { Finding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { isAnnounced, isQuoted, proseSentences, textFiles } from '../prose.ts';
import { mentionsInProse } from './version-mention.ts';

const meta: RuleMeta = {
  id: 'outdated-claim',
  agent: 'assessment',
  version: '1.0',
  severity: 'moderate',
  title: 'What is called the latest version is not',
  source: 'Release dates as the makers publish them (see the dated source of each finding).',
  needs: ['facts', 'date'],
};

const newest = `(?:latest|newest|current|most recent)(?: stable)? (?:version|release|edition|standard)`;
const before = new RegExp(String.raw`\b${newest}(?: of [\w .+#]{1,30})?,? (?:is|:)\s*(?:currently )?$`, 'iu');
const after = new RegExp(String.raw`^,? (?:is|being) (?:currently )?(?:the|its|their) ${newest}\b`, 'iu');

interface Claim {
  span: Span;
  digits: Span;
  named: ReleaseCycle;
  current: ReleaseCycle;
}

function claims({ lesson, facts, today }: LessonContext): Claim[] {
  return textFiles(lesson).flatMap((file) =>
    proseSentences(lesson, file).flatMap(({ text, span }) => {
      if (isAnnounced(text)) return [];
      return mentionsInProse(text, facts).flatMap((mention): Claim[] => {
        if (!before.test(text.slice(0, mention.start)) && !after.test(text.slice(mention.end))) return [];
        const named = facts.cycle(mention.product, mention.version);
        const current = facts.newest?.(mention.product, today) ?? facts.current(mention.product, today);
        // "Python 3" names no release; a claim about a branch that ended is the other rule's.
        if (
          !named ||
          !current ||
          named.cycle !== mention.version ||
          named.cycle === current.cycle ||
          isQuoted(text, mention.start)
        )
          return [];
        if (named.endOfLife !== null && named.endOfLife < today) return [];
        if (named.cycle.localeCompare(current.cycle, 'en', { numeric: true }) >= 0) return [];
        const start = span.start + mention.versionStart;
        return [{ span, digits: { path: span.path, start, end: start + mention.version.length }, named, current }];
      });
    }),
  );
}

function at(finding: Finding, context: LessonContext): Claim | null {
  return claims(context).find(({ span }) => span.path === finding.range.path && span.start === finding.range.start) ?? null;
}

export const outdatedClaim: Rule<LessonContext> = {
  meta,
  check(context) {
    const findings = claims(context).map(({ span, named, current }) => ({
      rule: meta.id,
      severity: meta.severity,
      certainty: 'fails' as const,
      range: span,
      message: `${named.label} ${named.cycle} is called the latest version; ${current.label} ${current.cycle} came out${current.released ? ` on ${current.released}` : ' since'}.`,
      evidence: [
        {
          kind: 'fact' as const,
          text: `${current.label} ${current.cycle}: released ${current.released ?? 'since'}`,
          url: current.url,
          date: current.asOf,
        },
      ],
    }));
    return { outcome: 'checked', findings };
  },
  repair(finding, context) {
    const claim = at(finding, context);
    if (!claim) return null;
    return {
      findings: [finding.fingerprint],
      edits: [{ ...claim.digits, replacement: claim.current.cycle, quote: sourceOf(context.lesson, claim.digits) }],
      title: `${claim.named.label} ${claim.named.cycle} → ${claim.current.cycle}`,
      rationale: finding.message,
      evidence: finding.evidence,
      risk: 'medium',
      origin: 'rule',
      provenance: { rule: `${meta.id}@${meta.version}` },
      forYou: 'Does the rest of the passage hold for the later version?',
    };
  },
};
