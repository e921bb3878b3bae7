/**
 * A library full of personal data that is nobody's: each piece can be told from all others and looked for in any bytes.
 * Lessons name people beside their e-mail addresses, student ids, phone numbers and grades, next to what the agents ask models about;
 * a response file holds the ids of learners. Pure: the same seed plants the same.
 */
import { seeded } from '../../agents/assessment/psychometrics/random.ts';

export type CanaryKind = 'email' | 'person' | 'student-id' | 'phone' | 'grade';

export interface Canary {
  kind: CanaryKind;
  /** As it is looked for: letters in lower case, digits without separators. */
  mark: string;
  /** `lesson`: written into a lesson by its author; `responses`: in the data of learners. */
  from: 'lesson' | 'responses';
}

export interface PlantedLibrary {
  /** Path in the library → text. */
  files: Record<string, string>;
  canaries: Canary[];
}

/** Marks start so, and nothing else in the library does. */
export const marks = {
  letters: /z[qy]x[a-p]{7}/gu,
  digits: /(?:4471|7755|8755)\d{7}/gu,
} as const;

const perLesson = 250;
const shareOfResponses = 0.2;

/**
 * @param count canaries, about a fifth of them in the response file
 */
export function plantLibrary(count: number, seed: number): PlantedLibrary {
  const random = seeded(seed);
  const used = new Set<string>();
  const canaries: Canary[] = [];
  const draw = (prefix: string, alphabet: string, length: number): string => {
    for (;;) {
      let mark = prefix;
      while (mark.length < prefix.length + length) mark += alphabet[Math.floor(random() * alphabet.length)];
      if (!used.has(mark)) {
        used.add(mark);
        return mark;
      }
    }
  };
  const letters = (prefix: 'zqx' | 'zyx') => draw(prefix, 'abcdefghijklmnop', 7);
  const number = (prefix: '4471' | '7755' | '8755') => draw(prefix, '0123456789', 7);
  const plant = (kind: CanaryKind, mark: string, from: Canary['from']): string => {
    canaries.push({ kind, mark, from });
    return mark;
  };

  const learners = Math.max(1, Math.round(count * shareOfResponses));
  const inLessons = count - learners;
  const lines = Array.from({ length: Math.ceil(inLessons / 2) }, (_, at): string => {
    const left = inLessons - at * 2;
    const one = at % 4;
    if (left < 2 || one === 3) {
      const mark = plant('phone', number('4471'), 'lesson');
      const second = left < 2 ? '' : ` or +49 30 ${spaced(plant('phone', number('4471'), 'lesson'))}`;
      return `Whoever is late calls +49 30 ${spaced(mark)}${second} before the class begins.`;
    }
    if (one === 0) {
      const name = `Ada ${capital(plant('person', letters('zqx'), 'lesson'))}`;
      return besideName[(at / 4) % besideName.length]!(name, `${plant('email', letters('zyx'), 'lesson')}@learn.example`);
    }
    if (one === 1) {
      const id = plant('student-id', number('7755'), 'lesson');
      return `The notebook of student id: ${id} (grade: ${grade(plant('grade', number('8755'), 'lesson'))}) is a good example.`;
    }
    const mail = plant('email', letters('zyx'), 'lesson');
    return `Send the worksheet to ${mail}@learn.example; ${capital(plant('email', letters('zyx'), 'lesson'))}@Learn.Example reads it too.`;
  });

  const files: Record<string, string> = {};
  const lessons = Math.max(1, Math.ceil(inLessons / perLesson));
  const share = Math.ceil(lines.length / lessons);
  for (let lesson = 0; lesson < lessons; lesson += 1) {
    files[`lessons/${String(lesson + 1).padStart(3, '0')}-soil.md`] = lessonText(
      lesson,
      lines.slice(lesson * share, (lesson + 1) * share),
    );
  }
  const ids = Array.from({ length: learners }, (_, at) =>
    at % 2 === 0
      ? `${plant('email', letters('zyx'), 'responses')}@learn.example`
      : plant('student-id', number('7755'), 'responses'),
  );
  files['responses.csv'] =
    `learner,item,option,attempt\n${ids.flatMap((id, at) => ['1.1', '1.2', '1.3'].map((item, place) => `${id},${item},${'ABCD'[(at * 7 + place * 3) % 4]},1`)).join('\n')}\n`;
  files['quiz.json'] = `${JSON.stringify(quiz(), null, 2)}\n`;
  files['perennial.config.yaml'] = config;
  return { files, canaries };
}

/** A name and its address as lessons have them. */
const besideName: ((name: string, mail: string) => string)[] = [
  (name, mail) => `Questions about this part go to ${name} <${mail}> in the first week.`,
  (name, mail) => `Questions about this part go to <a href="mailto:${mail}">${name}</a> in the first week.`,
  (name, mail) => `The list of helpers says **${name}** (${mail}) for the first week.`,
  (name, mail) => `The row of the list reads | ${name} | ${mail} | and nothing else.`,
  (name, mail) => `The file of helpers holds {"name": "${name}", "email": "${mail}"} and nothing else.`,
  (name, mail) => `Questions about this part go to Ada <${name.replace(' ', '.')}.${mail}> in the first week.`,
];

const capital = (mark: string) => mark[0]!.toUpperCase() + mark.slice(1);
/** `4471 234 5678` */
const spaced = (mark: string) => `${mark.slice(0, 4)} ${mark.slice(4, 7)} ${mark.slice(7)}`;
/** `87.55234567` would be long for a grade: `87.552345 %` with the rest as a share of a total. */
const grade = (mark: string) => `${mark.slice(0, 2)}.${mark.slice(2, 8)}/${mark.slice(8)}`;

function lessonText(lesson: number, lines: string[]): string {
  const third = Math.floor(lines.length / 3);
  const paragraphs = (part: string[]) =>
    part.map((line, at) => `${line} Sand number ${lesson * 500 + at} drains well.`).join('\n\n');
  return `---
title: Soil number ${lesson + 1}
---

## Learning objectives

- Understand the drainage of soil number ${lesson + 1}
- Become familiar with loam number ${lesson + 1}
- Decide how often sand number ${lesson + 1} is watered in summer
- Compare the drainage of loam and clay in two gardens

## Drainage

${paragraphs(lines.slice(0, third))}

![](picture-${lesson + 1}.png)

## Loam

${paragraphs(lines.slice(third, 2 * third))}

## Exercise: Two pots

Pour a cup of water on sand number ${lesson + 1} and on loam number ${lesson + 1}, and say which of them keeps it longer.

${paragraphs(lines.slice(2 * third))}
`;
}

function quiz() {
  const options = (key: number) =>
    ['Sand', 'Loam', 'Clay', 'All of the above'].map((answerText, at) => ({
      answerText,
      isCorrect: at === key ? 'true' : 'false',
    }));
  return [
    {
      title: 'Quizzes',
      quizzes: [
        {
          id: 1,
          title: 'Soil',
          quiz: [0, 1, 2].map((key) => ({
            questionText: `Which soil drains as number ${key + 1} does?`,
            answerOptions: options(key),
          })),
        },
      ],
    },
  ];
}

const config = `courses:
  - id: soil
    lessons: ["lessons/*.md"]
    items:
      - path: quiz.json
        format: quiz-json
        lesson: 001-soil
    responses: responses.csv
`;
