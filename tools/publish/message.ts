/** The commit message: subject, reason, trailers. Pure. Titles and reasons are untrusted text and cannot forge a trailer. */
import type { PublishedChange } from './publisher.ts';

export interface Person {
  name: string;
  mail: string;
}

/** Reads `Name <mail>`; null where it is not that. */
export function personOf(by: string): Person | null {
  const found = /^\s*([^<>]+?)\s*<([^<>\s]+)>\s*$/.exec(by.replace(/[\p{Cc}]/gu, ' '));
  return found?.[1] && found[2] ? { name: found[1], mail: found[2] } : null;
}

/** Trailer that marks a publication, or the undo of one. */
export function markOf(publication: string, kind: 'publish' | 'undo' = 'publish'): { key: string; line: string } {
  const key = kind === 'undo' ? 'Reverts-Publication' : 'Publication';
  return { key, line: `${key}: ${publication}` };
}

function plainLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/ +/g, ' ')
    .trim();
}

/** A body line that looks like a trailer or the start of a diff is indented, so that no tool takes it for one. */
function bodyLines(text: string): string {
  return text
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((line) => line.replace(/[\p{Cc}]+/gu, ' ').trimEnd())
    .map((line) => (/^(?:[\w-]+\s*:|-|\+|@|diff |Index|From |\*\*\*)/.test(line) ? `  ${line}` : line))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '');
}

/** The whole message; the trailers are its last paragraph. */
export function messageOf(change: Omit<PublishedChange, 'files'>): string {
  const title = plainLine(change.title) || change.proposalId;
  const subject = change.kind === 'undo' ? `Take back: ${title}` : title;
  const trailers = [
    `Proposal: ${plainLine(change.proposalId)}@${change.revision}`,
    markOf(plainLine(change.publication), change.kind).line,
    `${change.kind === 'undo' ? 'Undone-by' : 'Approved-by'}: ${plainLine(change.by)}`,
    `Rule: ${plainLine(change.rule)}`,
    `Ledger-Head: ${plainLine(change.ledgerHead)}`,
    ...(change.ledger === undefined ? [] : [`Ledger: ${plainLine(change.ledger)}`]),
  ];
  const body = bodyLines(change.rationale);
  return `${[cut(subject), body, trailers.join('\n')].filter((part) => part !== '').join('\n\n')}\n`;
}

function cut(subject: string): string {
  return subject.length <= 200 ? subject : `${subject.slice(0, 199)}…`;
}
