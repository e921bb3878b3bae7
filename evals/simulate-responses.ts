/**
 * Answers of learners who do not exist, for the sample library: each learner has one ability, each item a difficulty and a
 * discrimination (two-parameter logistic model), so that whoever knows more picks the right option more often.
 * What is right comes from `truth`, not from the key that stands in the quiz file: a miskeyed item shows in the data.
 *
 *   npx tsx evals/simulate-responses.ts            writes content/field-statistics/responses/spring-course.csv
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { normal, seeded } from '../agents/assessment/psychometrics/random.ts';

export interface SimulatedItem {
  id: string;
  options: number;
  /** Positions that somebody who knows the subject picks. */
  truth: number[];
  /** Share of the wrong answers that the most tempting distractor draws before the rest is spread evenly; 0.2 where left out. */
  temptation?: number;
  /** On the scale of abilities; drawn by lot where left out. */
  difficulty?: number;
}

export interface Response {
  learner: string;
  item: string;
  /** Letter of the option: A is the first. */
  option: string;
  attempt: number;
}

/**
 * @param items what is asked, in order
 * @param learners how many learners
 * @param seed the same seed gives the same answers
 */
export function simulateResponses(items: SimulatedItem[], learners: number, seed: number): Response[] {
  const random = seeded(seed);
  const shapes = items.map((item) => {
    const drawn = { discrimination: 1.1 + 0.7 * random(), difficulty: -0.9 + 1.3 * random() };
    return { ...drawn, difficulty: item.difficulty ?? drawn.difficulty };
  });
  const responses: Response[] = [];
  for (let number = 1; number <= learners; number++) {
    const learner = `S${String(1000 + number)}`;
    const ability = normal(random);
    items.forEach((item, index) => {
      const shape = shapes[index]!;
      let knows = chance(random, shape.discrimination * (ability - shape.difficulty));
      responses.push({ learner, item: item.id, option: pick(random, item, knows), attempt: 1 });
      if (knows || random() > 0.15) return;
      knows = random() < 0.7;
      responses.push({ learner, item: item.id, option: pick(random, item, knows), attempt: 2 });
    });
  }
  return responses;
}

function chance(random: () => number, logit: number): boolean {
  return random() < 1 / (1 + Math.exp(-logit));
}

/** Wrong answers are not spread evenly: the distractor next to the right option draws most. */
function pick(random: () => number, item: SimulatedItem, knows: boolean): string {
  const right = item.truth;
  if (knows) return letter(right[Math.floor(random() * right.length)]!);
  const wrong = Array.from({ length: item.options }, (_, position) => position).filter((position) => !right.includes(position));
  const favourite = wrong.find((position) => position > right[0]!) ?? wrong[0]!;
  return letter(random() < (item.temptation ?? 0.2) ? favourite : wrong[Math.floor(random() * wrong.length)]!);
}

function letter(position: number): string {
  return String.fromCharCode(65 + position);
}

/** CSV with a header row; no value needs quoting. */
export function toCsv(responses: Response[]): string {
  return ['learner,item,option,attempt', ...responses.map((row) => [row.learner, row.item, row.option, row.attempt].join(','))]
    .join('\n')
    .concat('\n');
}

const QuizFile = z.object({
  quizzes: z.array(
    z.object({
      id: z.string(),
      questions: z.array(z.object({ answers: z.array(z.object({ text: z.string(), correct: z.boolean() })) })),
    }),
  ),
});

/** Where the key in the quiz file is wrong or missing on purpose, the true answer. */
const trueAnswers: Record<string, number[]> = { 'quiz-fs2.1': [1, 2], 'quiz-fs6.1': [2], 'quiz-fs6.4': [1], 'quiz-fs7.1': [0] };

/** The wrong key of an item about cause and correlation is what many believe. */
const shapesOf: Record<string, Pick<SimulatedItem, 'temptation' | 'difficulty'>> = {
  'quiz-fs7.1': { temptation: 0.7, difficulty: 0.1 },
};

/** The items of the sample course, named as the library's reader names them, with what is really right. */
export function sampleItems(quizJson: string): SimulatedItem[] {
  return QuizFile.parse(JSON.parse(quizJson)).quizzes.flatMap((quiz) =>
    quiz.questions.map((question, index) => {
      const id = `quiz-${quiz.id}.${index + 1}`;
      const keyed = question.answers.flatMap((answer, position) => (answer.correct ? [position] : []));
      return { id, options: question.answers.length, truth: trueAnswers[id] ?? keyed, ...shapesOf[id] };
    }),
  );
}

export const sampleLearners = 260;
export const sampleSeed = 20260412;

/** Text of the sample course's response file. */
export function sampleResponses(quizJson: string): string {
  return toCsv(simulateResponses(sampleItems(quizJson), sampleLearners, sampleSeed));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const course = new URL('../content/field-statistics/', import.meta.url);
  const text = sampleResponses(readFileSync(new URL('quizzes/checks.json', course), 'utf8'));
  writeFileSync(new URL('responses/spring-course.csv', course), text);
  process.stderr.write(`${text.trimEnd().split('\n').length - 1} answers written.\n`);
}
