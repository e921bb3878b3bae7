/** The small libraries that are cut off: every byte they may ever hold is known beforehand. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type Kind = 'git' | 'folder';
/** `items`: faults in quiz files, judged without a browser. `pages`: faults in lessons, which are put on a page. */
export type Variant = 'items' | 'pages';

/** One fault, and what an approved repair makes of it. */
export interface Fault {
  path: string;
  wrong: string;
  right: string;
}

export interface SmallLibrary {
  files: Record<string, string>;
  faults: Fault[];
}

/** A quiz file of one item a stem. */
export const quizText = (stems: string[]) =>
  `${JSON.stringify(
    [
      {
        title: 'Checks',
        quizzes: [
          {
            id: 1,
            title: 'Check',
            quiz: stems.map((stem) => ({
              questionText: stem,
              answerOptions: ['The heron', 'The bittern', 'The willow'].map((text, index) => ({
                answerText: text,
                isCorrect: index === 2 ? 'true' : 'false',
              })),
            })),
          },
        ],
      },
    ],
    null,
    2,
  )}\n`;

const stems = {
  'marsh.json': ['Which of these is not a bird?', 'Which of these does not fly at dusk?', 'Which of these is not counted?'],
  'pond.json': ['Which of these was not seen at the pond?', 'Which of these has not been ringed?'],
};

const marsh = `# Counting in the marsh

The **heron ** stands still while you count. Move slowly, and do not speak.

Stay on the path. The **bittern ** hides in the reed and is only heard.
`;
const pond =
  '\uFEFF# Counting at the pond\r\n\r\nA pond is small. The **coot ** swims in the open.\r\nThe **teal ** dabbles.\r\n';
const mended = (text: string) =>
  text
    .replace('**heron **', '**heron**')
    .replace('**bittern **', '**bittern**')
    .replace('**coot **', '**coot**')
    .replace('**teal **', '**teal**');

const course = (more: string) => `version: 1\ncourses:\n  - id: birds\n    lessons: ["*.md"]\n${more}`;

/** @returns files with their texts, and the faults in them */
export function smallLibrary(variant: Variant): SmallLibrary {
  const notes = { 'notes/plan.txt': 'Nothing of this is a lesson.\n' };
  if (variant === 'pages') {
    const faults = [
      ...['heron', 'bittern'].map((bird) => ({ path: 'marsh.md', bird })),
      ...['coot', 'teal'].map((bird) => ({ path: 'pond.md', bird })),
    ].map(({ path, bird }) => ({ path, wrong: `**${bird} **`, right: `**${bird}**` }));
    return { files: { ...notes, 'perennial.config.yaml': course(''), 'marsh.md': marsh, 'pond.md': pond }, faults };
  }
  const items = ['marsh', 'pond']
    .map((id) => `      - path: ${id}.json\n        format: quiz-json\n        lesson: ${id}\n`)
    .join('');
  const config = `${course(`    items:\n${items}`)}rules:\n  - match:\n      agent: [accessibility]\n    enabled: false\n`;
  const files = {
    ...notes,
    'perennial.config.yaml': config,
    'marsh.md': mended(marsh),
    'pond.md': mended(pond),
    'marsh.json': quizText(stems['marsh.json']),
    'pond.json': quizText(stems['pond.json']),
  };
  const faults = Object.entries(stems).flatMap(([path, list]) =>
    list.map((stem) => ({ path, wrong: stem, right: stem.replace(/\bnot\b/u, 'NOT') })),
  );
  return { files, faults };
}

/** The library's files once the repairs of these faults are in. */
export function textsWith(library: SmallLibrary, repaired: Iterable<Fault>): Record<string, string> {
  const texts = { ...library.files };
  for (const fault of repaired) texts[fault.path] = (texts[fault.path] ?? '').replace(fault.wrong, fault.right);
  return texts;
}

/** Every text a file may hold while nobody can say how far publishing came: any choice of its repairs. */
export function possibleTexts(library: SmallLibrary, path: string, approved: Fault[]): Set<string> {
  let texts = [library.files[path] ?? ''];
  for (const fault of approved.filter((one) => one.path === path))
    texts = texts.flatMap((text) => [text, text.replace(fault.wrong, fault.right)]);
  return new Set(texts);
}

export function git(root: string, ...args: string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' };
  return execFileSync('git', args, { cwd: root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

export function writeLibrary(root: string, library: SmallLibrary, kind: Kind): void {
  for (const [path, text] of Object.entries(library.files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  if (kind === 'git') beginHistory(root);
}

/** All that lies there as the first commit. */
export function beginHistory(root: string): void {
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
