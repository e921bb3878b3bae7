/** `perennial eval align`: misalignment planted in real courses, found without a model. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seeded } from '../../agents/assessment/psychometrics/random.ts';
import { loadConfig, parseConfig } from '../../tools/config/load.ts';
import type { Course } from '../../tools/library/lesson.ts';
import { readLibrary } from '../../tools/library/read.ts';
import { openVectors } from '../../tools/vectors/open.ts';
import type { Suite } from '../suite.ts';
import { type BenchCourse, benchCourse } from './courses.ts';
import { readLabels } from './labels.ts';
import { levelFigures } from './levels.ts';
import { plainWeights, predict } from './logistic.ts';
import { doubtFor } from './measures.ts';
import { courseLevels, ownLevels, readingFigures, readingTable } from './outcome-levels.ts';
import { type PairFigures, pairFigures } from './pairs.ts';
import { type Case, casesOf, plantKinds } from './plants.ts';
import { crossPredicted, fitPart, questions, type Trial, trial, wantedAccuracy } from './protocol.ts';
import { levelTable, pairTable, trialTable } from './table.ts';
import { taskFigures, taskTable } from './task-levels.ts';

const ownLibrary = fileURLToPath(new URL('../../content', import.meta.url));
const realLibrary = fileURLToPath(new URL('../../../shared/library', import.meta.url));
const defaultSeed = 7;

export const alignSuite: Suite = {
  name: 'align',
  describe: 'outcomes moved and cut, items swapped, levels changed: found by words and vectors, without a model',
  /** `dataDir`: the library with the labelled real courses (default: `../shared/library`, left out where absent). */
  async run(options) {
    const seed = options.seed ?? defaultSeed;
    const read = await readCourses(options.dataDir ?? realLibrary, options.log);
    const vectors = await openVectors({ dir: cacheDir(), log: options.log });
    const labels = readLabels();
    const courses: BenchCourse[] = [];
    const cases: Case[] = [];
    let pairs: PairFigures;
    try {
      for (const course of read) {
        const bench = await benchCourse(course, vectors);
        courses.push(bench);
        cases.push(...casesOf(bench, labels, seeded(seed)));
      }
      pairs = await pairFigures(courses, labels, vectors, seeded(seed));
    } finally {
      await vectors.close();
    }
    const trials = trialsOf(courses, cases, seed);
    const levels = courses.map((course) => levelFigures(course, labels)).filter((figures) => figures.untouched > 0);
    const promised = courses.flatMap((course) => course.outcomes.map(({ outcome }) => outcome.text));
    const reading = [
      readingFigures('outcomes of our own', ownLevels()),
      readingFigures('outcomes of the courses', courseLevels(promised)),
    ];
    const tasks = taskFigures(read);
    const plants = cases.filter(({ truth }) => truth === 0).length;
    const planted = Object.fromEntries(plantKinds.map((kind) => [kind, cases.filter((one) => one.kind === kind).length]));
    if (!options.json) {
      options.log(
        `${plants} plants and ${cases.length - plants} untouched controls, seed ${seed}; embedding ${vectors.embedding}.\n`,
      );
      options.log(trialTable(trials));
      options.log(levelTable(levels));
      options.log(readingTable(reading));
      options.log(taskTable(tasks));
      options.log(pairTable(pairs));
      options.log(limits);
    }
    const floor = trials.filter(({ question, trainedOn }) => question === 'taught' && trainedOn.length === 1);
    const held = floor.every(
      ({ results }) => results.joined.area > results.bm25.area && results.joined.area > results.vectors.area,
    );
    return {
      verdict: held ? 'measured' : 'failed',
      document: {
        suite: 'align',
        seed,
        embedding: vectors.embedding,
        plants,
        planted,
        trials,
        levels,
        reading,
        tasks,
        pairs,
        model: finalModels(cases),
      },
    };
  },
};

const limits = `
What limits it: a topic is spoken of all over its lesson, so that little misses once its own section is gone ("IoT devices" in a
lesson on IoT devices); the built-in embedding ranks well but sees one subject as one; 12 to 24 lessons a course leave few cases
to calibrate on. Labels were made by one person. In courses that list topics a label follows the heading of the same name.`;

function cacheDir(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'perennial', 'vectors');
}

async function readCourses(real: string, log: (line: string) => void): Promise<Course[]> {
  const own = await readLibrary(ownLibrary, loadConfig(ownLibrary).config);
  if (!existsSync(real)) {
    log(`There is no library at ${real}: only the sample library is measured. Name one with --data.`);
    return own.courses;
  }
  const found = existsSync(join(real, 'perennial.config.yaml')) ? loadConfig(real).config : parseConfig('version: 1\n');
  return [...(await readLibrary(real, found)).courses, ...own.courses];
}

/** Each course tested by what was learnt on all others; and each of the two largest by what was learnt on the other alone. */
function trialsOf(courses: BenchCourse[], cases: Case[], seed: number): Trial[] {
  const ids = courses.map(({ id }) => id);
  const largest = [...courses].sort((a, b) => b.outcomes.length - a.outcomes.length).slice(0, 2);
  const plans = [
    ...ids.map((id) => ({ test: id, train: ids.filter((other) => other !== id) })),
    ...(ids.length > 2
      ? largest.map(({ id }) => ({ test: id, train: largest.map((one) => one.id).filter((other) => other !== id) }))
      : []),
  ];
  return Object.keys(questions).flatMap((question) =>
    plans.flatMap(({ test, train }) => trial(cases, question, train, test, seeded(seed)) ?? []),
  );
}

/** What fits over all courses give: what `agents/alignment/scoring/presence.ts` holds, with the bounds its answers keep at 97%. */
function finalModels(cases: Case[]) {
  const { controls, plants, joined } = questions.taught!;
  const taught = cases.filter(({ kind }) => kind === controls || plants.includes(kind));
  if (taught.length === 0) return null;
  const [belongs, left] = joined.map((part) => fitPart(taught, part));
  const scored = taught.map((one) => ({ one, answers: [belongs!, left!].map((fitted) => predict(fitted, one.features)) }));
  const kept = scored.filter(({ one }) => one.truth === 1).map(({ answers }) => Math.min(...answers));
  return {
    weights: { belongs: plainWeights(belongs!), left: plainWeights(left!) },
    doubt: doubtFor(crossPredicted(taught, joined), wantedAccuracy),
    /** Scores of untouched outcomes, lowest first. */
    lowestKept: kept.sort((a, b) => a - b).slice(0, 12),
    scores: scored.map(({ one, answers }) => ({
      kind: one.kind,
      claimant: one.claimant,
      lesson: one.lesson,
      score: Math.min(...answers),
      belongs: answers[0],
      left: answers[1],
    })),
  };
}
