/**
 * One fault, one question: rules of several agents may see the same thing wrong from their own sides. Such rules name the same fault
 * in their meta; of what they say about one place, one finding is made. Pure.
 */
import { type AgentName, agentNames, type Range, type RawFinding, severities } from './contract.ts';

export interface Said {
  agent: AgentName;
  /** `fault` of the rule's meta. */
  fault: string | undefined;
  finding: RawFinding;
}

const placesOf = ({ places, range }: RawFinding): Range[] => places ?? [range];

const within = (inner: Range, outer: Range) => inner.path === outer.path && inner.start >= outer.start && inner.end <= outer.end;

/** One may quote the question of an item and another the whole item. */
const same = (a: Range, b: Range) => within(a, b) || within(b, a);

function covers(wide: RawFinding, narrow: RawFinding): boolean {
  return placesOf(narrow).every((place) => placesOf(wide).some((other) => same(place, other)));
}

const rank = ({ severity }: RawFinding) => severities.indexOf(severity);

function joined(kept: RawFinding, other: RawFinding): RawFinding {
  const outcomes = [...new Set([...(kept.outcomes ?? []), ...(other.outcomes ?? [])])];
  return {
    ...kept,
    severity: rank(other) < rank(kept) ? other.severity : kept.severity,
    evidence: [...(kept.evidence ?? []), { kind: 'note', text: other.message }, ...(other.evidence ?? [])],
    ...(outcomes.length > 0 ? { outcomes } : {}),
  };
}

/**
 * Of findings with one fault, the one that speaks of more places stays; of equals that of the agent named first, since whether a thing
 * belongs in a course comes before how it is made; then the more severe. It takes in what the others say of the same places, and is as severe as the worst of them. What speaks of a place of its own stays by itself, and so do findings of one rule among each other.
 * @returns in the order given
 */
export function oneForEachFault(said: readonly Said[]): Said[] {
  const order = said
    .map((one, index) => ({ ...one, index }))
    .sort(
      (a, b) =>
        placesOf(b.finding).length - placesOf(a.finding).length ||
        agentNames.indexOf(a.agent) - agentNames.indexOf(b.agent) ||
        rank(a.finding) - rank(b.finding) ||
        a.index - b.index,
    );
  const kept: typeof order = [];
  for (const one of order) {
    const into = kept.find(
      (other) =>
        one.fault !== undefined &&
        other.fault === one.fault &&
        other.finding.rule !== one.finding.rule &&
        covers(other.finding, one.finding),
    );
    if (into) into.finding = joined(into.finding, one.finding);
    else kept.push(one);
  }
  return kept.sort((a, b) => a.index - b.index).map(({ index: _, ...one }) => one);
}
