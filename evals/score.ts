/** Recall, precision, repair and harm of one refresh against an answer sheet. Pure. */
import { type AgentName, agentNames, type Finding, type Proposal } from '../agents/contract.ts';
import { accuses, isAlsoTrue, overlap, type PlacedFault, type PlacedSheet, type ReadText, tells } from './planted.ts';
import { readsRepaired, windowAfter } from './repaired.ts';
import type { Repaired } from './sheet.ts';

export interface Refreshed {
  findings: Finding[];
  proposals: Proposal[];
}

/** `look-alike`: edits what must be left alone. `wrong`: does not read as it should. `guess`: a rule edits what only a person can know. `needless`: mends what is no fault. */
export type HarmKind = 'look-alike' | 'wrong' | 'guess' | 'needless';

export interface Harm {
  kind: HarmKind;
  proposal: string;
  agent: AgentName;
  rule: string;
  path: string;
  quote: string;
  replacement: string;
  /** Id of the fault or look-alike concerned; null where there is none. */
  entry: string | null;
}

export interface Tally {
  /** Planted faults. */
  planted: number;
  found: number;
  /** Found faults whose finding says `fails` or `needs-review` as the sheet expects. */
  certain: number;
  findings: number;
  right: number;
  alsoTrue: number;
  wrong: number;
  /** Faults whose repair a rule can know. */
  repairable: number;
  repaired: number;
  proposals: number;
  harmful: number;
}

export interface FalseAlarm {
  agent: AgentName;
  rule: string;
  path: string;
  quote: string;
  message: string;
  /** The look-alike that was taken for a fault; null where it is none of those. */
  lookAlike: string | null;
}

export interface Score {
  total: Tally;
  byAgent: Record<AgentName, Tally>;
  /** By name of the rule that found it, and by kind of fault for what no rule found. */
  byRule: Record<string, Tally>;
  missed: { id: string; agent: AgentName; kind: string; file: string; quote: string }[];
  falseAlarms: FalseAlarm[];
  harms: Harm[];
  lookAlikes: { total: number; accused: number };
}

const offered = new Set<Proposal['status']>(['pending', 'held-limit', 'edited', 'approved', 'published']);

/**
 * @param read text of the library's files as they were when the findings were made
 */
export function scoreRefresh(sheet: PlacedSheet, refreshed: Refreshed, read: ReadText): Score {
  const ledger = new Tallies();
  const proposals = refreshed.proposals.filter((proposal) => offered.has(proposal.status));
  const toldBy = new Map(refreshed.findings.map((finding) => [finding, sheet.faults.filter((fault) => tells(finding, fault))]));
  const missed: Score['missed'] = [];

  for (const fault of sheet.faults) {
    const telling = refreshed.findings.filter((finding) => toldBy.get(finding)!.includes(fault));
    const rule = telling[0]?.rule ?? `(${fault.kind})`;
    const known = repairOf(fault, 'known');
    const mended =
      known !== null && proposals.some((proposal) => belongs(proposal, telling) && mends(proposal, fault, known, read));
    ledger.add(fault.agent, rule, {
      planted: 1,
      found: telling.length > 0 ? 1 : 0,
      certain: telling.some((finding) => fault.certainty === 'either' || finding.certainty === fault.certainty) ? 1 : 0,
      repairable: known ? 1 : 0,
      repaired: mended ? 1 : 0,
    });
    if (telling.length === 0)
      missed.push({ id: fault.id, agent: fault.agent, kind: fault.kind, file: fault.file, quote: fault.quote });
  }

  const falseAlarms: FalseAlarm[] = [];
  const accused = new Set<string>();
  for (const finding of refreshed.findings) {
    const right = toldBy.get(finding)!.length > 0;
    const tolerated = !right && sheet.alsoTrue.some((entry) => isAlsoTrue(finding, entry));
    const wrong = !right && !tolerated;
    ledger.add(finding.agent, finding.rule, {
      findings: 1,
      right: right ? 1 : 0,
      alsoTrue: tolerated ? 1 : 0,
      wrong: wrong ? 1 : 0,
    });
    if (!wrong) continue;
    const hit = sheet.lookalikes.find((entry) => accuses(finding, entry));
    if (hit) accused.add(hit.id);
    const { agent, rule, quote, message } = finding;
    falseAlarms.push({ agent, rule, path: finding.range.path, quote, message, lookAlike: hit?.id ?? null });
  }

  const harms: Harm[] = [];
  for (const proposal of proposals) {
    const harm = harmOf(proposal, sheet, toldBy, read);
    ledger.add(proposal.agent, proposal.rule, { proposals: 1, harmful: harm ? 1 : 0 });
    if (harm) harms.push(harm);
  }
  return { ...ledger.sums(), missed, falseAlarms, harms, lookAlikes: { total: sheet.lookalikes.length, accused: accused.size } };
}

function repairOf(fault: PlacedFault, kind: 'known' | 'allowed'): Repaired | null {
  if (fault.repair === 'person') return null;
  if (kind === 'known') return 'known' in fault.repair ? fault.repair.known : null;
  return 'allowed' in fault.repair ? fault.repair.allowed : null;
}

function belongs(proposal: Proposal, findings: Finding[]): boolean {
  return findings.some((finding) => proposal.findings.includes(finding.fingerprint) || proposal.findings.includes(finding.id));
}

function mends(proposal: Proposal, fault: PlacedFault, wanted: Repaired, read: ReadText): boolean {
  return fault.places.some((place) => {
    const text = read(place.path);
    return (
      text !== null &&
      proposal.edits.some((edit) => edit.path === place.path) &&
      readsRepaired(windowAfter(text, proposal.edits, place), wanted)
    );
  });
}

function harmOf(proposal: Proposal, sheet: PlacedSheet, toldBy: Map<Finding, PlacedFault[]>, read: ReadText): Harm | null {
  const told = [...toldBy].filter(([finding]) => belongs(proposal, [finding]));
  const faults = told.flatMap(([, list]) => list);
  const first = proposal.edits[0]!;
  const harm = (kind: HarmKind, entry: string | null): Harm => ({
    kind,
    proposal: proposal.id,
    agent: proposal.agent,
    rule: proposal.rule,
    path: first.path,
    quote: first.quote,
    replacement: first.replacement,
    entry,
  });
  const touched = sheet.lookalikes.find(
    (entry) =>
      (!entry.agents || entry.agents.includes(proposal.agent)) &&
      proposal.edits.some((edit) => edit.quote !== '' && overlap(edit, entry.place)),
  );
  if (touched && faults.length === 0) return harm('look-alike', touched.id);
  if (faults.length === 0) {
    const tolerated = told.some(([finding]) => sheet.alsoTrue.some((entry) => isAlsoTrue(finding, entry)));
    return tolerated ? null : harm('needless', null);
  }
  for (const fault of faults) {
    const wanted = repairOf(fault, 'known') ?? repairOf(fault, 'allowed');
    if (wanted === null && proposal.origin === 'rule') return harm('guess', fault.id);
    if (wanted !== null && !mends(proposal, fault, wanted, read)) return harm('wrong', fault.id);
  }
  return null;
}

function emptyTally(): Tally {
  return {
    planted: 0,
    found: 0,
    certain: 0,
    findings: 0,
    right: 0,
    alsoTrue: 0,
    wrong: 0,
    repairable: 0,
    repaired: 0,
    proposals: 0,
    harmful: 0,
  };
}

class Tallies {
  private readonly total = emptyTally();
  private readonly byAgent = Object.fromEntries(agentNames.map((name) => [name, emptyTally()])) as Record<AgentName, Tally>;
  private readonly byRule = new Map<string, Tally>();

  add(agent: AgentName, rule: string, part: Partial<Tally>): void {
    const ofRule = this.byRule.get(rule) ?? emptyTally();
    this.byRule.set(rule, ofRule);
    for (const [key, count] of Object.entries(part) as [keyof Tally, number][]) {
      for (const tally of [this.total, this.byAgent[agent], ofRule]) tally[key] += count;
    }
  }

  sums(): Pick<Score, 'total' | 'byAgent' | 'byRule'> {
    return {
      total: this.total,
      byAgent: this.byAgent,
      byRule: Object.fromEntries([...this.byRule].sort(([a], [b]) => (a < b ? -1 : 1))),
    };
  }
}
