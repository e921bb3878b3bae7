/** The exact commands a person can type, quoted for a POSIX shell. */
import type { AnswerKind } from '../../agents/contract.ts';
import type { Command } from './types.ts';

/** How the program is called from a checkout. */
export const defaultProgram = 'npm run -s perennial --';

export interface CommandLine {
  program: string;
  root: string;
  /** ISO date. */
  today: string;
}

/** The date so many days on. */
function daysOn(today: string, days: number): string {
  const date = new Date(`${today}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return Number.isNaN(date.getTime()) ? today : date.toISOString().slice(0, 10);
}

/** Quotes a word only where the shell needs it. */
export function quoteWord(word: string): string {
  return /^[A-Za-z0-9_./@:%+=,-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function line(at: CommandLine, ...words: string[]): string {
  return [at.program, ...words.map(quoteWord), '--library', quoteWord(at.root)].join(' ');
}

export function proposalCommands(at: CommandLine, changeSet: string): Command[] {
  const id = changeSet.split('@')[0] ?? changeSet;
  return [
    { label: 'Approve', line: line(at, 'approve', changeSet) },
    { label: 'Reject', line: line(at, 'reject', changeSet, '--reason', 'not-a-fault') },
    { label: 'Edit, then approve', line: line(at, 'edit', changeSet, '--replacement-file', 'replacement.txt') },
    { label: 'Snooze', line: line(at, 'snooze', changeSet, '--until', daysOn(at.today, 7)) },
    { label: 'Show all of it', line: line(at, 'show', id) },
  ];
}

export function questionCommands(at: CommandLine, finding: string, kind: AnswerKind | null): Command[] {
  const text = kind === 'key' ? 'NUMBER OF THE RIGHT OPTION' : kind === 'yes-no' ? 'yes' : 'YOUR ANSWER';
  const commands: Command[] = [];
  if (kind) commands.push({ label: 'Answer', line: line(at, 'answer', finding, '--text', text) });
  if (kind === 'text-alternative') commands.push({ label: 'Decorative', line: line(at, 'answer', finding, '--decorative') });
  commands.push({ label: 'Not a fault', line: line(at, 'answer', finding, '--not-a-fault') });
  return commands;
}

export function releaseCommands(at: CommandLine, ids: readonly string[]): Command[] {
  if (ids.length === 0) return [];
  return [
    { label: 'Release these', line: line(at, 'release', ...ids.slice(0, 12)) },
    { label: 'Look again without limits', line: line(at, 'refresh', '--no-limits') },
  ];
}

export function reportCommands(at: CommandLine): Command[] {
  return [
    { label: 'Decide in the browser', line: line(at, 'review') },
    { label: 'Read ticks back from review.md', line: line(at, 'decide', 'review.md') },
    { label: 'Publish what is approved', line: line(at, 'publish') },
    { label: 'Take a publication back', line: line(at, 'undo', 'PUBLICATION') },
  ];
}
