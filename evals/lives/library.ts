/** A library of many small faults: each becomes one change set, and each change set lives one life. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beginHistory, type Kind, quizText } from '../crash/library.ts';

const birds = ['heron', 'bittern', 'coot', 'teal', 'grebe', 'rail', 'snipe', 'wigeon', 'curlew', 'plover', 'dunlin', 'egret'];
const places = ['marsh', 'pond', 'weir', 'dike'];
const deeds = [
  ...['counted at dawn', 'ringed in May', 'heard in the reed', 'seen on the bank'],
  ...['drawn in winter', 'filmed at night', 'found with young', 'fed by visitors'],
];

export const itemsPerFile = deeds.length;
export const mostFiles = birds.length * places.length;

/** Names of lessons, each of one bird at one place. */
function names(files: number): string[] {
  return places.flatMap((place) => birds.map((bird) => `${bird}-${place}`)).slice(0, files);
}

function stemOf(name: string, deed: string): string {
  const [bird, place] = name.split('-');
  return `Which of these was not ${deed} beside the ${bird} of the ${place}?`;
}

const quizOf = (name: string) => quizText(deeds.map((deed) => stemOf(name, deed)));

/** Writes a library of `files` quizzes (at most `mostFiles`) with `itemsPerFile` faults each. */
export function writeLives(root: string, files: number, kind: Kind): void {
  mkdirSync(root, { recursive: true });
  const used = names(files);
  const items = used.map((name) => `      - path: ${name}.json\n        format: quiz-json\n        lesson: ${name}\n`).join('');
  writeFileSync(
    join(root, 'perennial.config.yaml'),
    `version: 1\ndefaults:\n  agents: [assessment]\ncourses:\n  - id: birds\n    lessons: ["*.md"]\n    items:\n${items}rules:\n  - match:\n      agent: [accessibility]\n    enabled: false\n`,
  );
  for (const name of used) {
    const [bird, place] = name.split('-');
    writeFileSync(join(root, `${name}.md`), `# The ${bird} of the ${place}\n\nThe ${bird} stands still while you count.\n`);
    writeFileSync(join(root, `${name}.json`), quizOf(name));
  }
  if (kind === 'git') beginHistory(root);
}

/** Whether the item at a place of the quiz says NOT (mended) or not (as it was); null where the text is neither. */
export function stateOf(text: string, path: string, deed: number): 'mended' | 'as-it-was' | null {
  const wrong = stemOf(path.replace(/\.json$/u, ''), deeds[deed] ?? '');
  const right = wrong.replace(/\bnot\b/u, 'NOT');
  const times = (stem: string) => text.split(stem).length - 1;
  if (times(wrong) + times(right) !== 1) return null;
  return times(right) === 1 ? 'mended' : 'as-it-was';
}

/** Which of the items an edit of the untouched quiz falls into. */
export function deedAt(path: string, start: number): number {
  const name = path.replace(/\.json$/u, '');
  const text = quizOf(name);
  return deeds.findIndex((deed) => {
    const at = text.indexOf(stemOf(name, deed));
    return at <= start && start < at + stemOf(name, deed).length;
  });
}
