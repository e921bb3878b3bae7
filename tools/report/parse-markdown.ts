/** Reads ticks back out of `review.md`. Any damage refuses the whole file and says where and what to do. */
import type { RejectReason, Reply } from '../../agents/contract.ts';

export interface TickedDecision {
  proposal: string;
  revision: number;
  digest: string;
  verdict: 'approve' | 'reject';
  reason?: RejectReason;
  note?: string;
  line: number;
}

export interface TickedAnswer {
  finding: string;
  asked: string;
  reply: Reply;
  line: number;
}

export interface ParseProblem {
  line: number;
  message: string;
}

export type ParsedReview =
  | { ok: true; decisions: TickedDecision[]; answers: TickedAnswer[] }
  | { ok: false; problems: ParseProblem[] };

interface Box {
  line: number;
  ticked: boolean;
  label: string;
}

type Marker =
  | { kind: 'proposal'; line: number; id: string; revision: number; digest: string }
  | { kind: 'group'; line: number; members: string[] }
  | { kind: 'question'; line: number; id: string; asked: string };

/** First line of every report: tells an empty report from a file of another kind. */
export const documentMarker = '<!-- perennial review -->';

const boxLine = /^ {0,3}[-*+] {0,3}\[([^\]]*)\](.*)$/u;
const proposalMarker = /^<!-- perennial: (p-[a-z0-9]+)@([1-9][0-9]*) ([0-9a-f]{64}) -->$/u;
const groupMarker = /^<!-- perennial-group:((?: p-[a-z0-9]+@[1-9][0-9]*)+) -->$/u;
/** Above the boxes; names the same as the marker below them. */
const openingMarker = /^<!-- decide ((?:[pf]-[a-z0-9]+(?:@[1-9][0-9]*)?)(?: p-[a-z0-9]+@[1-9][0-9]*)*) -->$/u;
const questionMarker = /^<!-- perennial-question: (f-[a-z0-9]+) ([0-9a-f]{16}) -->$/u;
/** What begins a line of ours and is none of them: foreign text never begins a line of the report. */
const markerLike = /^\s*(?:<!|<-|!--|perennial(?:-group|-question)?\b|[pf]-[a-z0-9]+(?:@\d+)?\s+[0-9a-f]{8})/iu;
const refresh = 'Write the report again with perennial report, and tick that one.';

const reasons: Record<string, RejectReason> = {
  'not-a-fault': 'not-a-fault',
  'wrong-fix': 'wrong-fix',
  intended: 'intended',
  other: 'other',
};

/** `wrong-fix: too long` → reason and note; free words are a note; the template's own word says nothing. */
function reasonOf(label: string): { reason?: RejectReason; note?: string } {
  const text = label.replace(/^\s*:/u, '').trim();
  if (text === '' || text.toLowerCase() === 'reason') return {};
  const match = /^(not[- ]a[- ]fault|wrong[- ]fix|intended|other)(?=$|[\s,.:;–—-])[\s,.:;–—-]*(.*)$/iu.exec(text);
  const reason = match?.[1] === undefined ? undefined : reasons[match[1].toLowerCase().replaceAll(' ', '-')];
  if (!reason) return { reason: 'other', note: text };
  return match?.[2] ? { reason, note: match[2].trim() } : { reason };
}

function readMarker(text: string, line: number): Marker | null {
  const trimmed = text.trim();
  const proposal = proposalMarker.exec(trimmed);
  if (proposal)
    return { kind: 'proposal', line, id: proposal[1] ?? '', revision: Number(proposal[2]), digest: proposal[3] ?? '' };
  const group = groupMarker.exec(trimmed);
  if (group) return { kind: 'group', line, members: (group[1] ?? '').trim().split(' ') };
  const question = questionMarker.exec(trimmed);
  if (question) return { kind: 'question', line, id: question[1] ?? '', asked: question[2] ?? '' };
  return null;
}

function nameOf(marker: Marker): string {
  if (marker.kind === 'group') return marker.members.join(' ');
  return marker.kind === 'proposal' ? `${marker.id}@${marker.revision}` : marker.id;
}

interface Block {
  boxes: Box[];
  marker: Marker;
}

/** Boxes followed by their marker; everything else is for reading. */
function readBlocks(text: string, problems: ParseProblem[]): { blocks: Block[]; isReport: boolean } {
  const blocks: Block[] = [];
  let isReport = false;
  let boxes: Box[] = [];
  let opened: string | null = null;
  const orphaned = () => {
    const first = boxes[0];
    if (first)
      problems.push({
        line: first.line,
        message: `The comment that belongs right under these boxes is missing, or words stand before it. ${refresh}`,
      });
    boxes = [];
  };
  text
    .replace(/^\uFEFF/u, '')
    .split(/\r\n|\n|\r/u)
    .forEach((content, index) => {
      const line = index + 1;
      if (content.trim() === documentMarker) {
        isReport = true;
        return;
      }
      const named = openingMarker.exec(content.trim())?.[1];
      if (named !== undefined) {
        orphaned();
        opened = named;
        return;
      }
      const marker = readMarker(content, line);
      if (marker) {
        if (opened !== null && opened !== nameOf(marker)) {
          problems.push({
            line,
            message: `Lines between ${opened} and ${nameOf(marker)} are missing, so that boxes and comment do not belong together. ${refresh}`,
          });
        }
        opened = null;
        blocks.push({ boxes, marker });
        boxes = [];
        return;
      }
      const box = boxLine.exec(content);
      if (box) {
        const mark = (box[1] ?? '').trim().toLowerCase();
        if (mark !== '' && mark !== 'x')
          problems.push({ line, message: `"[${box[1]}]" is neither ticked nor empty; write [x] or [ ].` });
        boxes.push({ line, ticked: mark === 'x', label: (box[2] ?? '').trim() });
        return;
      }
      if (markerLike.test(content)) {
        problems.push({ line, message: `This comment was damaged. ${refresh}` });
        boxes = [];
        return;
      }
      const last = boxes.at(-1);
      if (last?.ticked && /^\s+\S/u.test(content)) last.label += ` ${content.trim()}`;
      else if (content.trim() !== '') orphaned();
    });
  orphaned();
  return { blocks, isReport: isReport || blocks.length > 0 };
}

/** The two boxes of a proposal or group, or a problem. */
function verdictOf(
  block: Block,
  all: '' | ' all',
  problems: ParseProblem[],
): (Pick<TickedDecision, 'verdict' | 'reason' | 'note'> & { line: number }) | null {
  const approve = block.boxes.filter((box) => box.label.toLowerCase() === `approve${all}`);
  const reject = block.boxes.filter((box) => new RegExp(`^reject${all}(?:\\s*:|$)`, 'iu').test(box.label));
  const { line } = block.marker;
  if (approve.length !== 1 || reject.length !== 1 || block.boxes.length !== 2) {
    problems.push({
      line: block.boxes[0]?.line ?? line,
      message: `Above this comment belong exactly two boxes, "approve${all}" and "reject${all}: reason". ${refresh}`,
    });
    return null;
  }
  const [yes, no] = [approve[0], reject[0]];
  if (yes?.ticked && no?.ticked) {
    problems.push({ line: yes.line, message: 'Both approve and reject are ticked; keep one tick.' });
    return null;
  }
  if (yes?.ticked) return { verdict: 'approve', line: yes.line };
  if (no?.ticked)
    return { verdict: 'reject', line: no.line, ...reasonOf(no.label.replace(new RegExp(`^reject${all}`, 'iu'), '')) };
  return null;
}

function replyOf(block: Block, problems: ParseProblem[]): { reply: Reply; line: number } | null {
  const ticked = block.boxes.filter((box) => box.ticked);
  if (block.boxes.length === 0) {
    problems.push({ line: block.marker.line, message: `The answer boxes above this comment are missing. ${refresh}` });
    return null;
  }
  const typed = block.boxes.find((box) => !box.ticked && /^answer\s*:\s*\S/iu.test(box.label));
  if (typed && ticked.length === 0) {
    problems.push({
      line: typed.line,
      message: 'An answer is written here but its box is not ticked; write [x], or take the words out.',
    });
    return null;
  }
  const [box, second] = ticked;
  if (!box) return null;
  if (second) {
    problems.push({ line: second.line, message: 'Two answers are ticked; keep one tick.' });
    return null;
  }
  const { label, line } = box;
  const key = /^key (\d+)\s*:/iu.exec(label);
  if (key) return { reply: { kind: 'key', option: Number(key[1]) - 1 }, line };
  if (/^(yes|no)$/iu.test(label)) return { reply: { kind: 'text', text: label.toLowerCase() }, line };
  if (/^decorative$/iu.test(label)) return { reply: { kind: 'decorative' }, line };
  if (/^not a fault$/iu.test(label)) return { reply: { kind: 'not-a-fault' }, line };
  const words = /^answer\s*:(.*)$/iu.exec(label)?.[1]?.trim();
  if (words) return { reply: { kind: 'text', text: words }, line };
  problems.push({
    line,
    message:
      words === ''
        ? 'The answer is ticked but has no words; write them after "answer:".'
        : `"${label}" is not one of the answers. ${refresh}`,
  });
  return null;
}

/**
 * Takes the ticks out of a `review.md`. A box left empty is undecided. In a group, what is ticked for one place goes
 * before what is ticked for all.
 */
export function parseReview(text: string): ParsedReview {
  const problems: ParseProblem[] = [];
  const { blocks, isReport } = readBlocks(text, problems);
  const decisions = new Map<string, TickedDecision>();
  const markers = new Map<string, Extract<Marker, { kind: 'proposal' }>>();
  const seen = new Map<string, number>();
  const groups: { block: Block; members: string[] }[] = [];
  const answers: TickedAnswer[] = [];
  for (const block of blocks) {
    const { marker } = block;
    if (marker.kind === 'group') {
      groups.push({ block, members: marker.members });
      continue;
    }
    const earlier = seen.get(marker.id);
    if (earlier !== undefined)
      problems.push({
        line: marker.line,
        message: `${marker.id} stands here a second time (first in line ${earlier}); take one of the two out.`,
      });
    seen.set(marker.id, marker.line);
    if (marker.kind === 'question') {
      const reply = replyOf(block, problems);
      if (reply) answers.push({ finding: marker.id, asked: marker.asked, ...reply });
      continue;
    }
    markers.set(`${marker.id}@${marker.revision}`, marker);
    const verdict = verdictOf(block, '', problems);
    if (verdict) decisions.set(marker.id, { proposal: marker.id, revision: marker.revision, digest: marker.digest, ...verdict });
  }
  for (const { block, members } of groups) {
    const verdict = verdictOf(block, ' all', problems);
    for (const member of verdict ? members : []) {
      const marker = markers.get(member);
      if (!marker)
        problems.push({
          line: block.marker.line,
          message: `${member} belongs to this group but its own boxes are gone. ${refresh}`,
        });
      else if (verdict && !decisions.has(marker.id))
        decisions.set(marker.id, { proposal: marker.id, revision: marker.revision, digest: marker.digest, ...verdict });
    }
  }
  if (problems.length > 0) return { ok: false, problems: problems.sort((a, b) => a.line - b.line) };
  if (!isReport)
    return {
      ok: false,
      problems: [{ line: 1, message: 'This is not a review report. Give the review.md that perennial refresh wrote.' }],
    };
  return { ok: true, decisions: [...decisions.values()], answers };
}
