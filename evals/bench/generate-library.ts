/**
 * Libraries that look like real ones, of any size: the same seed gives the same bytes.
 * `npx tsx evals/bench/generate-library.ts DIR LESSONS [SEED 1]`
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { seeded } from '../../agents/assessment/psychometrics/random.ts';

const lessonsInCourse = 25;
const sections = 5;
const passagesInSection = 4;

const things =
  'sample|record|measurement|table|survey|river|field|sensor|file|column|script|function|value|model|average|plot|map|station|method|error|interval|question|answer|notebook|report|group|season|species|probe|signal|threshold|baseline|archive|protocol|checklist'.split(
    '|',
  );
const doing =
  'compare|sort|filter|describe|measure|record|draw|check|estimate|repeat|clean|join|explain|plan|label|store|share|calculate|summarise|calibrate'.split(
    '|',
  );
const how =
  'carefully|by hand|in a small group|before lunch|in the field|with a script|at the end of the day|twice|without haste|on paper|for each site|over a whole season|from the first row|in the same order|with care for units'.split(
    '|',
  );
const like =
  'short|long|clean|missing|careful|plain|rough|steady|early|late|broken|quiet|shared|hidden|dated|noisy|local|yearly'.split('|');

type Random = () => number;
const one = <T>(random: Random, of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
const chance = (random: Random, share: number) => random() < share;
const capital = (text: string) => text[0]!.toUpperCase() + text.slice(1);

/** Shares of lessons with each fault, about as often as in courses people keep with some care. */
export const faultShares = {
  'picture without alternative': 0.12,
  'link that says only “here”': 0.06,
  'heading level left out': 0.05,
  'link to a lesson that is gone': 0.04,
  'outcome nobody can observe': 0.1,
  'outcome never taught': 0.05,
  'version past its end': 0.04,
  'key that gives itself away': 0.08,
} as const;
export type Fault = keyof typeof faultShares;

function sentence(random: Random): string {
  const forms = [
    () =>
      `a ${one(random, like)} ${one(random, things)} helps to ${one(random, doing)} the ${one(random, things)} ${one(random, how)}`,
    () =>
      `when the ${one(random, things)} is ${one(random, like)}, ${one(random, doing)} each ${one(random, things)} ${one(random, how)}`,
    () =>
      `we ${one(random, doing)} the ${one(random, like)} ${one(random, things)} and ${one(random, doing)} what is left ${one(random, how)}`,
    () =>
      `nobody needs a ${one(random, like)} ${one(random, things)} to ${one(random, doing)} ${2 + Math.floor(random() * 90)} ${one(random, things)}s`,
    () =>
      `the ${one(random, things)} of the ${one(random, like)} ${one(random, things)} shows why to ${one(random, doing)} it ${one(random, how)}`,
  ];
  return `${capital(one(random, forms)())}.`;
}

function passage(random: Random): string {
  return Array.from({ length: 3 + Math.floor(random() * 4) }, () => sentence(random)).join(' ');
}

const topicOf = (random: Random) => `${one(random, doing)} ${one(random, like)} ${one(random, things)}s`;

export interface GeneratedLesson {
  /** Relative to the library. */
  path: string;
  text: string;
  faults: Fault[];
}

/** One lesson as its author would write it. Pure. */
export function generateLesson(seed: number, course: number, number: number, lessons: number): GeneratedLesson {
  const random = seeded(seed * 1_000_003 + course * 1009 + number * 31 + 17);
  const faults = (Object.keys(faultShares) as Fault[]).filter((fault) => chance(random, faultShares[fault]));
  const has = (fault: Fault) => faults.includes(fault);
  const topics = Array.from({ length: sections }, () => topicOf(random));
  const outcomes = topics.slice(0, 3).map((topic) => `${capital(topic)}.`);
  if (has('outcome nobody can observe')) outcomes[1] = `Understand ${topics[1]!.replace(/^\S+ /u, '')}.`;
  if (has('outcome never taught')) outcomes.push('Negotiate a licence for satellite pictures with a foreign agency.');
  const lines = [
    '---',
    `title: ${capital(topics[0]!)}`,
    `teaching: ${15 + Math.floor(random() * 30)}`,
    'exercises: 10',
    '---',
    '',
    '::::::::::::::::::::::::::::::::::::: objectives',
    '',
    ...outcomes.map((outcome) => `- ${outcome}`),
    '',
    '::::::::::::::::::::::::::::::::::::::::::::::::',
    '',
  ];
  for (const [at, topic] of topics.entries()) {
    lines.push(`${at === 3 && has('heading level left out') ? '####' : '##'} ${capital(topic)}`, '');
    for (let n = 0; n < passagesInSection; n += 1) {
      const about = n === 0 ? `To ${topic} is the aim of this part. ` : '';
      lines.push(about + passage(random), '');
    }
    if (at === 0) {
      const alternative = has('picture without alternative') ? '' : `A plot of ${topic.replace(/^\S+ /u, '')} over one season`;
      lines.push(`![${alternative}](fig/plot-${1 + Math.floor(random() * 5)}.svg)`, '');
    }
    if (at === 1) {
      const to = has('link to a lesson that is gone') ? lessons + 40 : 1 + Math.floor(random() * lessons);
      const says = has('link that says only “here”') ? 'here' : `lesson ${to} of this course`;
      lines.push(`More on this stands in [${says}](${nameOf(to)}).`, '');
    }
    if (at === 2) {
      lines.push(`| ${capital(one(random, things))} | ${capital(one(random, things))} |`, '| --- | --- |');
      for (let row = 0; row < 4; row += 1)
        lines.push(`| ${one(random, like)} ${one(random, things)} | ${Math.floor(random() * 900)} |`);
      lines.push('');
    }
    if (at === 3) {
      lines.push('```python', `values = [${Array.from({ length: 6 }, () => Math.floor(random() * 90)).join(', ')}]`);
      lines.push('print(sum(values) / len(values))', '```', '');
      if (has('version past its end')) lines.push('Install Python 3.6 before you start; all scripts of this lesson need it.', '');
    }
  }
  return { path: `${folderOf(course)}/episodes/${nameOf(number)}`, text: `${lines.join('\n').trimEnd()}\n`, faults };
}

const folderOf = (course: number) => `course-${String(course).padStart(4, '0')}`;
const nameOf = (number: number) => `${String(number).padStart(2, '0')}-lesson.md`;

function quizzesOf(seed: number, course: number, lessons: number): unknown {
  const random = seeded(seed * 7_000_003 + course);
  return {
    quizzes: Array.from({ length: lessons }, (_, at) => ({
      id: at + 1,
      title: `Lesson ${at + 1}: check`,
      questions: Array.from({ length: 3 }, () => {
        const topic = topicOf(random);
        const gives = chance(random, faultShares['key that gives itself away'] / 3);
        return {
          question: `What helps most to ${topic}?`,
          answers: [
            {
              text: `A ${one(random, like)} ${one(random, things)}${gives ? ', since it is kept with care and always read twice by two people' : ''}`,
              correct: true,
            },
            { text: `A ${one(random, like)} ${one(random, things)}, once`, correct: false },
            { text: `Any ${one(random, things)} at hand`, correct: false },
          ],
        };
      }),
    })),
  };
}

const picture = (at: number) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 200" role="img"><path d="M10 190L${60 + at * 20} 90L290 20" fill="none" stroke="#246"/></svg>\n`;

/**
 * Writes a library of `lessons` lessons in courses of 25.
 * @returns how many lessons have each fault
 */
export function generateLibrary(root: string, lessons: number, seed = 1): Record<Fault, number> {
  const planted = Object.fromEntries(Object.keys(faultShares).map((fault) => [fault, 0])) as Record<Fault, number>;
  const config = ['version: 1', `title: Generated library of ${lessons} lessons`, 'language: en', '', 'courses:'];
  for (let course = 1; (course - 1) * lessonsInCourse < lessons; course += 1) {
    const here = Math.min(lessonsInCourse, lessons - (course - 1) * lessonsInCourse);
    const folder = folderOf(course);
    mkdirSync(join(root, folder, 'episodes/fig'), { recursive: true });
    for (let at = 1; at <= 5; at += 1) writeFileSync(join(root, folder, `episodes/fig/plot-${at}.svg`), picture(at));
    for (let number = 1; number <= here; number += 1) {
      const lesson = generateLesson(seed, course, number, here);
      writeFileSync(join(root, lesson.path), lesson.text);
      for (const fault of lesson.faults) planted[fault] += 1;
    }
    writeFileSync(join(root, folder, 'quizzes.json'), `${JSON.stringify(quizzesOf(seed, course, here), null, 1)}\n`);
    config.push(
      `  - id: ${folder}`,
      `    title: Course ${course}`,
      `    root: ${folder}`,
      "    lessons: ['episodes/*.md']",
      '    items:',
      `      - path: ${folder}/quizzes.json`,
      '        format: quiz-json',
      "        mapping: { quizzes: '$.quizzes[*]', quizId: id, quizTitle: title, items: questions, stem: question, options: answers, optionText: text, correct: correct, lesson: '^Lesson (\\d+):' }",
    );
  }
  writeFileSync(join(root, 'perennial.config.yaml'), `${config.join('\n')}\n`);
  return planted;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [root, lessons, seed] = process.argv.slice(2);
  if (!root || !Number.isInteger(Number(lessons)) || Number(lessons) < 1)
    throw new Error('Give a folder and a number of lessons: npx tsx evals/bench/generate-library.ts DIR LESSONS [SEED]');
  mkdirSync(root, { recursive: true });
  console.log(JSON.stringify(generateLibrary(root, Number(lessons), Number(seed ?? 1)), null, 2));
}
