/** What people of this library set out to replace: every place that names it, as one set, each place a member that can be left out. */
import type { Campaign } from '../../../tools/config/schema.ts';
import { sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { Draft, Edit, Evidence, Finding, RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { textEdit } from '../items/item-edit.ts';
import { counted } from '../wording.ts';
import { anyPattern, type ItemPlace, itemPlaces, type LinePlace, linePlaces } from './campaign-places.ts';

const meta: RuleMeta = {
  id: 'campaign',
  agent: 'assessment',
  version: '1.0',
  severity: 'moderate',
  title: 'Part of a campaign',
  source: 'A person of this library started it (campaigns in perennial.config.yaml).',
  needs: ['campaigns'],
};

function targetOf({ name }: Campaign, what: string): string {
  return `campaign ${name}: ${what}`;
}

function note(campaign: Campaign): Evidence {
  const owner = campaign.owner === undefined ? '' : `; ${campaign.owner} sees to it`;
  return {
    kind: 'note',
    text: `Campaign ${campaign.name}: ${campaign.from} → ${campaign.to}${owner}`,
    ...(campaign.started === undefined ? {} : { date: campaign.started }),
  };
}

function itemEdits(context: LessonContext, { item, words }: ItemPlace): Edit[] | null {
  const edits = words.map(({ words: own, text }) => (text === null ? null : textEdit(context.lesson, item, own.span, text)));
  return edits.includes(null) ? null : (edits as Edit[]);
}

function base(campaign: Campaign) {
  return { rule: meta.id, severity: campaign.kind === 'service' ? ('serious' as const) : meta.severity };
}

function ofLine(campaign: Campaign, line: LinePlace): RawFinding {
  return {
    ...base(campaign),
    certainty: 'fails',
    range: { path: line.path, start: line.start, end: line.end },
    target: targetOf(campaign, line.text),
    message: `${line.alternative ? 'A text alternative' : 'This line'} still says ${campaign.from}; it is to be ${campaign.to}.`,
    evidence: [note(campaign)],
  };
}

function ofItem(context: LessonContext, campaign: Campaign, place: ItemPlace): RawFinding {
  const { item } = place;
  const certain = campaign.kind !== 'service' && itemEdits(context, place) !== null;
  return {
    ...base(campaign),
    range: item.stem.span,
    target: targetOf(campaign, item.stem.text),
    message: `Item ${item.id} ${campaign.kind === 'service' ? 'depends on' : 'still says'} ${campaign.from}; it is to be ${campaign.to}.`,
    ...(certain
      ? { certainty: 'fails' as const }
      : {
          certainty: 'needs-review' as const,
          question: `How should the question read for ${campaign.to}?`,
          answerKind: 'text' as const,
        }),
    evidence: [
      note(campaign),
      ...place.words.map(
        ({ words }): Evidence => ({ kind: 'quote', text: sourceOf(context.lesson, words.span), source: words.span }),
      ),
    ],
  };
}

/** A text alternative of a service is a place of its own: its words can be given in a reply. */
function ofAlternative(campaign: Campaign, line: LinePlace): RawFinding {
  return {
    ...base(campaign),
    certainty: 'needs-review',
    range: { path: line.path, start: line.start, end: line.end },
    target: targetOf(campaign, line.text),
    message: `A text alternative speaks of ${campaign.from}; it is to be ${campaign.to}.`,
    question: `How should this line read for ${campaign.to}?`,
    answerKind: 'text',
    evidence: [note(campaign)],
  };
}

function ofRest(campaign: Campaign, lines: LinePlace[]): RawFinding[] {
  const [first] = lines;
  if (!first) return [];
  const service = campaign.kind === 'service';
  const where = service ? 'depend on' : 'name (in code, quotations, history or as part of another name)';
  return [
    {
      ...base(campaign),
      certainty: 'needs-review',
      range: { path: first.path, start: first.start, end: first.end },
      target: targetOf(campaign, first.path),
      message: `${counted(lines.length, 'line')} of ${first.path} ${lines.length === 1 ? where.replace('depend', 'depends').replace('name', 'names') : where} ${campaign.from}; it is to be ${campaign.to}.`,
      question: service
        ? `${campaign.owner ?? 'Somebody'} rewrites them; or should they stay as they are?`
        : 'Should they stay as they are?',
      answerKind: 'yes-no',
      evidence: [
        note(campaign),
        ...lines.slice(0, 60).map(
          (line): Evidence => ({
            kind: 'quote',
            text: line.text.slice(0, 200),
            source: { path: line.path, start: line.start, end: line.end },
          }),
        ),
      ],
    },
  ];
}

function byFile(lines: LinePlace[]): LinePlace[][] {
  const files = new Map<string, LinePlace[]>();
  for (const line of lines) files.set(line.path, [...(files.get(line.path) ?? []), line]);
  return [...files.values()];
}

function findingsOf(context: LessonContext, campaign: Campaign): RawFinding[] {
  const lines = linePlaces(context.lesson, campaign);
  const items = itemPlaces(context.lesson, campaign).map((place) => ofItem(context, campaign, place));
  const certain = lines.filter((line) => line.form === 'certain');
  const unclear = lines.filter((line) => line.form === 'unclear');
  const alternatives = unclear.filter((line) => line.alternative && campaign.kind === 'service');
  const rest = unclear.filter((line) => !alternatives.includes(line));
  return [
    ...certain.map((line) => ofLine(campaign, line)),
    ...alternatives.map((line) => ofAlternative(campaign, line)),
    ...byFile(rest).flatMap((own) => ofRest(campaign, own)),
    ...items,
  ];
}

/** The campaign a finding belongs to, by the note it carries. */
function campaignOf(finding: Finding, context: LessonContext): Campaign | null {
  return (context.campaigns ?? []).find((one) => finding.evidence[0]?.text.startsWith(`Campaign ${one.name}: `)) ?? null;
}

function drafted(finding: Finding, campaign: Campaign, edits: Edit[], origin: 'rule' | 'person'): Draft {
  return {
    findings: [finding.fingerprint],
    edits,
    title: `${campaign.from} → ${campaign.to}`,
    rationale: finding.message,
    evidence: finding.evidence,
    risk: campaign.kind === 'host' ? 'low' : 'medium',
    origin,
    provenance: { rule: `${meta.id}@${meta.version}` },
    set: campaign.name,
  };
}

export const campaign: Rule<LessonContext> = {
  meta,
  check(context) {
    const campaigns = context.campaigns ?? [];
    if (campaigns.length === 0) return { outcome: 'checked', findings: [] };
    return { outcome: 'checked', findings: campaigns.flatMap((one) => findingsOf(context, one)) };
  },
  repair(finding, context) {
    const own = campaignOf(finding, context);
    if (!own || finding.certainty !== 'fails') return null;
    const { path, start } = finding.range;
    const line = linePlaces(context.lesson, own).find((one) => one.path === path && one.start === start);
    if (line) {
      const text = context.lesson.files.find((file) => file.path === path)?.text ?? '';
      const edits = line.changes.map((change): Edit => ({ path, ...change, quote: text.slice(change.start, change.end) }));
      return edits.length === 0 ? null : drafted(finding, own, edits, 'rule');
    }
    const place = itemPlaces(context.lesson, own).find(
      ({ item }) => item.stem.span.path === path && item.stem.span.start === start,
    );
    const edits = place ? itemEdits(context, place) : null;
    return edits ? drafted(finding, own, edits, 'rule') : null;
  },
  answer(finding, reply, context) {
    const own = campaignOf(finding, context);
    if (!own || reply.kind !== 'text' || finding.answerKind !== 'text' || anyPattern(own).test(reply.text)) return null;
    const { path, start, end } = finding.range;
    const place = itemPlaces(context.lesson, own).find(
      ({ item }) => item.stem.span.path === path && item.stem.span.start === start,
    );
    if (place) {
      const edit = textEdit(context.lesson, place.item, place.item.stem.span, reply.text.trim());
      return edit ? drafted(finding, own, [edit], 'person') : null;
    }
    if (/[\r\n]/u.test(reply.text)) return null;
    const edit: Edit = { path, start, end, replacement: reply.text.trim(), quote: sourceOf(context.lesson, finding.range) };
    return drafted(finding, own, [edit], 'person');
  },
};
