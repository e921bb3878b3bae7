/** Campaigns as they stand: kept in the library's own `perennial.config.yaml`, their members in the ledger like any other finding. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSeq, parseDocument, stringify } from 'yaml';
import type { Finding, Proposal, ProposalStatus } from '../agents/contract.ts';
import { configFile, parseConfig } from '../tools/config/load.ts';
import type { Campaign } from '../tools/config/schema.ts';
import type { Retirement } from '../tools/facts/facts.ts';
import type { Workspace } from './workspace.ts';

/** `LUIS → CLU`, `old.example -> new.example`: both sides; null where there is no arrow between two texts. */
export function sidesOf(text: string): { from: string; to: string } | null {
  const parts = text.split(/\s*(?:→|->|=>)\s*/u).map((part) => part.trim());
  const [from, to] = parts;
  return parts.length === 2 && from && to && from !== to ? { from, to } : null;
}

const address = /^(?:https?:\/\/)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d+)?(?:\/\S*)?$/iu;

/** A host on both sides is a move; what the facts know as closed is work; all else is a new name. */
export function kindOf({ from, to }: { from: string; to: string }, known: Retirement | undefined): Campaign['kind'] {
  if (address.test(from) && address.test(to)) return 'host';
  return known && known.kind !== 'renamed' ? 'service' : 'product';
}

/** `Azure Active Directory` → `azure-active-directory`, with a number where that is taken. */
export function nameFor(from: string, taken: readonly string[]): string {
  const plain =
    from
      .toLowerCase()
      .normalize('NFKD')
      .replace(/[^a-z0-9]+/gu, '-')
      .replace(/^-+|-+$/gu, '') || 'campaign';
  for (let n = 1; ; n++) {
    const name = n === 1 ? plain : `${plain}-${n}`;
    if (!taken.includes(name)) return name;
  }
}

/** The text with one more entry of `campaigns`; every other character stays as it is. */
function withEntry(text: string, campaign: object): string {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const entry = (indent: number): string =>
    stringify([campaign], { lineWidth: 0 })
      .trimEnd()
      .split('\n')
      .map((line) => ' '.repeat(indent) + line)
      .join(lineEnd);
  const node = parseDocument(text).get('campaigns', true);
  if (!isSeq(node) || !node.range) return `${text.trimEnd()}${lineEnd}${lineEnd}campaigns:${lineEnd}${entry(2)}${lineEnd}`;
  const [start, end] = node.range;
  if (node.flow) {
    const own =
      node.items.length === 0 ? '' : `${stringify(node.toJSON(), { lineWidth: 0 }).trimEnd().replaceAll(/^/gmu, '  ')}${lineEnd}`;
    return `${text.slice(0, start).trimEnd()}${lineEnd}${own}${entry(2)}${text.slice(end)}`;
  }
  const indent = start - (text.lastIndexOf('\n', start) + 1);
  const before = text.slice(0, end).trimEnd();
  return `${before}${lineEnd}${entry(indent)}${text.slice(before.length)}`;
}

/**
 * Adds the campaign to the configuration; all else in the file stays as it is.
 * @returns path of the file
 * @throws ConfigError where the file as it would be is not in order; nothing is written then
 */
export function addCampaign(root: string, campaign: Partial<Campaign> & Pick<Campaign, 'name'>): string {
  const file = join(root, configFile);
  const text = withEntry(existsSync(file) ? readFileSync(file, 'utf8') : 'version: 1\n', campaign);
  parseConfig(text);
  const beside = `${file}.${process.pid}.tmp`;
  writeFileSync(beside, text);
  renameSync(beside, file);
  return file;
}

export interface Member {
  finding: Finding;
  /** Null for a question, or where its change could not be verified. */
  proposal: Proposal | null;
  state: 'open' | 'left out' | 'done' | ProposalStatus;
}

/** Members of a campaign, open and settled, as the ledger has them after the last refresh. */
export function membersOf({ ledger }: Pick<Workspace, 'ledger'>, name: string): Member[] {
  const proposals = new Map(
    ledger.proposals().flatMap(({ proposal }) => proposal.findings.map((fingerprint) => [fingerprint, proposal] as const)),
  );
  return ledger
    .findings({ states: ['open', 'answered', 'rejected', 'closed', 'known'] })
    .filter(({ finding }) => finding.rule === 'campaign' && finding.evidence[0]?.text.startsWith(`Campaign ${name}: `))
    .map(({ finding, state }): Member => {
      const proposal = proposals.get(finding.fingerprint) ?? null;
      if (state === 'rejected' || proposal?.status === 'rejected') return { finding, proposal, state: 'left out' };
      if (proposal && proposal.status !== 'unverified')
        return { finding, proposal, state: proposal.status === 'published' ? 'done' : proposal.status };
      return { finding, proposal: null, state: state === 'closed' ? 'done' : 'open' };
    });
}
