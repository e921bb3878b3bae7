/** Which code blocks are teaching material that must stand as it is: output, errors, transcripts. */
import type { CodeRole } from './lesson.ts';

const outputNames = new Set(['output', 'stdout', 'result', 'results', 'out']);
const errorNames = new Set(['error', 'stderr', 'traceback', 'pytb', 'py3tb']);
const sessionNames = new Set([
  'console',
  'shell-session',
  'shellsession',
  'sh-session',
  'pycon',
  'doscon',
  'ps1con',
  'terminal',
  'session',
  'irb',
  'rconsole',
]);
const plainNames = new Set(['text', 'txt', 'plain', 'plaintext', 'none']);

const prompt = /^\s*(?:\$ |>>> |\.\.\. |PS [^>]*> |[A-Z]:\\[^>]*>|In \[\d+\]:|irb\(.*> |[\w.-]+@[\w.-]+[:~\w/. -]*[$#] )/;
const traceback = /^Traceback \(most recent call last\)|^\s*File "[^"]+", line \d+|^\w*(?:Error|Exception): /m;

/**
 * @param lang first word of the info string, or null.
 * @param classes class names an attribute list gives (`.output`).
 */
export function codeRole(lang: string | null, text: string, classes: string[] = []): CodeRole {
  for (const name of [lang, ...classes].map((one) => (one ?? '').toLowerCase().replace(/^language-/, ''))) {
    if (outputNames.has(name)) return 'output';
    if (errorNames.has(name)) return 'error';
    if (sessionNames.has(name)) return 'transcript';
  }
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const prompted = lines.filter((line) => prompt.test(line)).length;
  if (prompted > 0 && prompted < lines.length && prompt.test(lines[0] ?? '')) return 'transcript';
  if (lang === null || plainNames.has(lang.toLowerCase())) return traceback.test(text) ? 'error' : 'plain';
  return 'source';
}
