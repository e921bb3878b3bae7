/** A library of many small faults: each becomes one change set, and each change set lives one life. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git, type Kind } from '../crash/library.ts';

const birds = ['heron', 'bittern', 'coot', 'teal', 'grebe', 'rail', 'snipe', 'wigeon', 'curlew', 'plover', 'dunlin', 'egret'];
const deeds = ['counted at dawn', 'ringed in May', 'heard in the reed', 'seen on the bank'];

export const itemsPerFile = deeds.length;

function stemOf(bird: string, deed: string): string {
  return `Which of these was not ${deed} beside the ${bird}?`;
}

function quizOf(bird: string): string {
  const quiz = deeds.map((deed) => ({
    questionText: stemOf(bird, deed),
    answerOptions: ['The stork', 'The gull', 'The willow'].map((text, index) => ({
      answerText: text,
      isCorrect: index === 2 ? 'true' : 'false',
    })),
  }));
  return `${JSON.stringify([{ title: 'Checks', quizzes: [{ id: 1, title: 'Check', quiz }] }], null, 2)}\n`;
}

/** Writes a library of `files` quizzes with `itemsPerFile` faults each. */
export function writeLives(root: string, files: number, kind: Kind): void {
  mkdirSync(root, { recursive: true });
  const used = birds.slice(0, files);
  const items = used.map((bird) => `      - path: ${bird}.json\n        format: quiz-json\n        lesson: ${bird}\n`).join('');
  writeFileSync(
    join(root, 'perennial.config.yaml'),
    `version: 1\ndefaults:\n  agents: [assessment]\ncourses:\n  - id: birds\n    lessons: ["*.md"]\n    items:\n${items}rules:\n  - match:\n      agent: [accessibility]\n    enabled: false\n`,
  );
  for (const bird of used) {
    writeFileSync(join(root, `${bird}.md`), `# The ${bird}\n\nThe ${bird} stands still while you count.\n`);
    writeFileSync(join(root, `${bird}.json`), quizOf(bird));
  }
  if (kind === 'folder') return;
  git(root, 'init', '-q', '-b', 'main');
  for (const [key, value] of [
    ['user.name', 'Editor'],
    ['user.email', 'editor@example.org'],
    ['commit.gpgsign', 'false'],
    ['core.autocrlf', 'false'],
    ['gc.auto', '0'],
  ] as const)
    git(root, 'config', key, value);
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'start');
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
  const bird = path.replace(/\.json$/u, '');
  const text = quizOf(bird);
  return deeds.findIndex((deed) => {
    const at = text.indexOf(stemOf(bird, deed));
    return at <= start && start < at + stemOf(bird, deed).length;
  });
}
