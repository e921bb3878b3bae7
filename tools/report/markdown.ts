/** `review.md`: the report for people who would rather tick boxes in an editor. Read back by `parse-markdown.ts`. */
import { answersLines, itemLines } from './markdown-answers.ts';
import { alignmentLines, criteriaLines, historyLines } from './markdown-sections.ts';
import { code, fenced, inline, visible } from './markdown-text.ts';
import { documentMarker } from './parse-markdown.ts';
import { showPlace, showPlaces } from './places.ts';
import type { Command, EvidenceView, FindingView, Hunk, ProposalView, ReportModel, Row, Segment } from './types.ts';
import { agentLabel, originLine, summaryLines, todayLine, turnOf } from './words.ts';

const numberWidth = 6;

/** `-   688 | text`: the sign first for colours, then number and bar, so that no lesson text ever begins a line. */
function diffLine(sign: '-' | '+' | ' ' | '!', line: number | null, segments: readonly Segment[]): string {
  const text = visible(
    segments
      .map((part) => part.text)
      .join('')
      .replace(/[\r\n]/gu, ' '),
  );
  return `${sign}${(line === null ? '' : String(line)).padStart(numberWidth)} | ${text}`;
}

function rowLines(row: Row): string[] {
  const before = row.segments.filter((part) => part.kind !== 'inserted');
  const after = row.segments.filter((part) => part.kind !== 'deleted');
  if (row.kind === 'context') return [diffLine(' ', row.line, row.segments)];
  if (row.kind === 'added') return [diffLine('+', null, row.segments)];
  if (row.kind === 'removed') return [diffLine('-', row.line, row.segments)];
  const lines = [diffLine('-', row.line, before), diffLine('+', row.line, after)];
  const length = row.segments.reduce((sum, part) => sum + part.text.length, 0);
  // In a long line the eye needs help to find the words.
  if (length > 90) {
    const words = row.segments
      .filter((part) => part.kind !== 'same')
      .map((part) => ({ kind: 'same' as const, text: part.kind === 'deleted' ? `[-${part.text}-] ` : `{+${part.text}+} ` }));
    lines.push(diffLine('!', null, words).trimEnd());
  }
  return lines;
}

function hunkLines(hunk: Hunk): string[] {
  const said = { shown: '', shifted: ' has changed since; only the words of this change are shown.', made: ' is new.' };
  return [`${code(hunk.path)}${said[hunk.context]}`, '', ...fenced('diff', hunk.rows.flatMap(rowLines)), ''];
}

function evidenceLine(evidence: EvidenceView): string {
  const place = evidence.place ? ` (${code(showPlace(evidence.place))})` : '';
  const words = evidence.kind === 'quote' ? `“${inline(evidence.text)}”` : inline(evidence.text);
  const link = evidence.url ? ` <${encodeURI(decodeURIComponentSafe(evidence.url)).replace(/[<>\s]/gu, '')}>` : '';
  return `- ${words}${place}${evidence.date ? `, ${inline(evidence.date)}` : ''}${link}`;
}

function decodeURIComponentSafe(url: string): string {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
}

function commandLines(commands: readonly Command[]): string[] {
  return fenced(
    'sh',
    commands.map((command) => `${command.line}  # ${command.label}`.replace(/[\r\n]/gu, ' ')),
  );
}

/** Stands above the boxes: where a piece of the file is lost, ticks never come to lie over another marker. */
function opening(name: string): string {
  return `<!-- decide ${name} -->`;
}

export function proposalMarker(proposal: Pick<ProposalView, 'id' | 'revision' | 'digest'>): string {
  return `<!-- perennial: ${proposal.id}@${proposal.revision} ${proposal.digest} -->`;
}

function proposalBlock(proposal: ProposalView): string[] {
  const lines: string[] = [];
  for (const hunk of proposal.hunks) lines.push(...hunkLines(hunk));
  // The words of the change stand above; an item comes whole where learners' answers to it are to be weighed.
  if (proposal.item?.before?.statistics)
    lines.push(
      'Now:',
      '',
      ...itemLines(proposal.item.before),
      'Proposed, answered by nobody yet:',
      '',
      ...itemLines(proposal.item.after),
    );
  if (proposal.fault !== null) lines.push(`**Fault:** ${inline(proposal.fault)}`, '');
  lines.push(`**Why:** ${inline(proposal.rationale)}`, '');
  const proof = proposal.evidence.filter((item) => item.kind !== 'picture').map(evidenceLine);
  if (proof.length > 0) lines.push(...proof, '');
  if (proposal.checks.length > 0) {
    const checks = proposal.checks.map(
      (check) => `${check.passed ? '✓' : '✗ failed:'} ${inline(check.name)}: ${inline(turnOf(check))}`,
    );
    lines.push(`**Checked:** ${checks.join(' · ')}`, '');
  }
  if (proposal.forYou) lines.push(`**For you:** ${inline(proposal.forYou)}`, '');
  lines.push(opening(proposal.changeSet), '- [ ] approve', '- [ ] reject: reason', proposalMarker(proposal), '');
  return lines;
}

function proposalHead(proposal: ProposalView): string {
  const criteria = proposal.criteria.length > 0 ? ` · WCAG ${proposal.criteria.map(inline).join(', ')}` : '';
  return `${agentLabel(proposal.agent)} · **${proposal.severity}** · ${proposal.risk} risk · ${inline(originLine(proposal))}${criteria} · ${code(showPlaces(proposal.places))}`;
}

function excerptLines(question: FindingView): string[] {
  const { item } = question;
  if (item) return itemLines(item);
  if (question.excerpt.length === 0) return [];
  return [
    ...fenced(
      'text',
      question.excerpt.map((row) => diffLine(row.kind === 'context' ? ' ' : '!', row.line, row.segments).replace(/^!/u, '>')),
    ),
    '',
  ];
}

/** The boxes a question offers; `parse-markdown.ts` knows the same words. */
export function answerBoxes(question: Pick<FindingView, 'answerKind' | 'choices'>): string[] {
  const boxes: string[] = [];
  if (question.answerKind === 'key')
    boxes.push(...question.choices.map((choice, index) => `- [ ] key ${index + 1}: ${inline(choice)}`));
  if (question.answerKind === 'yes-no') boxes.push('- [ ] yes', '- [ ] no');
  if (question.answerKind === 'text-alternative') boxes.push('- [ ] decorative');
  if (question.answerKind === 'text' || question.answerKind === 'text-alternative') boxes.push('- [ ] answer: ');
  boxes.push('- [ ] not a fault');
  return boxes;
}

function questionBlock(question: FindingView, title: string): string[] {
  const lines = [
    title,
    '',
    `${agentLabel(question.agent)} · **${question.severity}** · question · ${code(showPlace(question.place))}`,
    '',
  ];
  if (question.question) lines.push(inline(question.message), '');
  lines.push(...excerptLines(question));
  const evidence = question.evidence.filter((item) => item.kind !== 'picture').map(evidenceLine);
  if (evidence.length > 0) lines.push(...evidence, '');
  lines.push(opening(question.id), ...answerBoxes(question), `<!-- perennial-question: ${question.id} ${question.asked} -->`, '');
  return lines;
}

function cardLines(model: ReportModel): string[] {
  return model.cards.flatMap((card, index) => {
    const number = `${index + 1}. `;
    if (card.kind === 'question')
      return questionBlock(card.question, `### ${number}${inline(card.question.question ?? card.question.message)}`);
    const [first] = card.members;
    if (card.members.length === 1)
      return [`### ${number}${inline(first.title)}`, '', proposalHead(first), '', ...proposalBlock(first)];
    const lines = [
      `### ${number}${inline(first.title)} (the same change in ${card.members.length} places)`,
      '',
      proposalHead(first),
      '',
    ];
    lines.push('All of them at once (what is ticked below for one place goes before this):', '');
    lines.push(
      opening(card.members.map((member) => member.changeSet).join(' ')),
      '- [ ] approve all',
      '- [ ] reject all: reason',
      `<!-- perennial-group: ${card.members.map((member) => `${member.id}@${member.revision}`).join(' ')} -->`,
      '',
    );
    card.members.forEach((member, place) => {
      lines.push(`#### ${index + 1}.${place + 1} ${code(showPlaces(member.places))}`, '', ...proposalBlock(member));
    });
    return lines;
  });
}

function listLines(model: ReportModel): string[] {
  const lines: string[] = [];
  if (model.byHand.length > 0) {
    lines.push('## To mend by hand', '', 'These fail a rule, and no change could be proposed that is surely right.', '');
    for (const item of model.byHand) {
      const tried = item.unverified ? ` A change was tried and did not pass its checks: ${inline(item.unverified)}` : '';
      lines.push(
        `- **${item.severity}** ${code(showPlace(item.place))} ${inline(item.message)}${tried} (${inline(item.rule)}, ${item.id})`,
      );
    }
    lines.push('');
  }
  if (model.held.proposals.length + model.held.questions.length > 0) {
    lines.push('## Held back by the limits', '', inline(model.held.why), '');
    for (const item of model.held.proposals)
      lines.push(`- **${item.severity}** ${code(showPlaces(item.places))} ${inline(item.title)} (${item.changeSet})`);
    for (const item of model.held.questions)
      lines.push(`- **${item.severity}** ${code(showPlace(item.place))} ${inline(item.message)} (${item.id})`);
    lines.push('');
    if (model.held.commands.length > 0) lines.push(...commandLines(model.held.commands), '');
  }
  for (const { status, proposals } of model.waiting) {
    lines.push(`## ${status[0]?.toUpperCase()}${status.slice(1)}`, '');
    for (const item of proposals)
      lines.push(`- ${code(showPlaces(item.places))} ${inline(item.title)} (${item.changeSet}): ${inline(item.why)}`);
    lines.push('');
  }
  return lines;
}

/** The whole report as Markdown. Text from lessons and models is escaped or fenced; only our own lines are boxes. */
export function renderMarkdown(model: ReportModel): string {
  const lines = [
    documentMarker,
    `# ${inline(model.library.title)}: review`,
    '',
    `**${todayLine(model.estimate)}** ${model.estimate.basis}`,
    '',
    'Tick what is right, save, and read the ticks back. Nothing is written into the library before you publish.',
    '',
    ...commandLines(model.commands),
    '',
    '## What was looked at',
    '',
    ...summaryLines(model.summary).map((line) => `- ${inline(line)}`),
    '',
    '## Decisions',
    '',
    ...cardLines(model),
    ...listLines(model),
    ...answersLines(model.answers),
    ...alignmentLines(model),
    ...criteriaLines(model),
    ...historyLines(model),
  ];
  return `${lines
    .join('\n')
    .replace(/\n{3,}/gu, '\n\n')
    .trimEnd()}\n`;
}
