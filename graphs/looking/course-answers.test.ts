import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { seeded } from '../../agents/assessment/psychometrics/random.ts';
import { renderHtml } from '../../tools/report/html.ts';
import { renderMarkdown } from '../../tools/report/markdown.ts';
import { library, put } from '../library.fixture.ts';
import { reportModel } from '../report.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';
import { courseAnswers } from './course-answers.ts';

const workspaces: Workspace[] = [];
afterEach(async () => {
  for (const workspace of workspaces.splice(0)) await workspace.close();
});

/** Without a browser: nothing here renders a page. */
async function opened(root: string): Promise<Workspace> {
  const workspace = await openWorkspace(root, { models: 'leave-out' });
  workspaces.push(workspace);
  return workspace;
}

const sampling = `# Sampling

::: objectives

- Draw a random sample

:::

## What is a random sample?

A random sample is a set of units in which each had the same chance of being drawn.
`;
const errors = `# Errors

::: objectives

- Explain what a standard error says

:::

## Standard error

A standard error is the spread of the mean over every random sample that might have been drawn.
`;
const outcomes = ['Draw a random sample', 'Explain what a standard error says'];
/** Ten questions, five an outcome. The key of the last is wrong: B is right. */
const questions = Array.from({ length: 10 }, (_, at) => ({
  question: `Question ${at + 1}?`,
  outcomes: [outcomes[at < 5 ? 0 : 1]],
  answers: ['A', 'B', 'C', 'D'].map((letter, option) => ({ text: `${letter} of ${at + 1}`, correct: option === 0 })),
}));
const quiz = JSON.stringify({ quizzes: [{ id: 'q', title: 'Lesson 1: check', questions }] });
const config = `courses:
  - id: field
    lessons: ["*.md"]
    items:
      - path: quiz.json
        format: quiz-json
        mapping:
          quizzes: $.quizzes[*]
          quizId: id
          quizTitle: title
          items: questions
          stem: question
          options: answers
          optionText: text
          correct: correct
          outcomes: outcomes
          lesson: '^Lesson (\\d+):'
    responses: answers.csv
`;

/** Of five learners one knows all, one the first outcome only, three nothing; now and then one slips or guesses. */
function answers(learners = 240): string {
  const random = seeded(5);
  const rows = Array.from({ length: learners }, (_, learner) =>
    questions.map((_, at) => {
      const knows = learner % 5 === 0 || (learner % 5 === 1 && at < 5);
      const odd = random() < 0.1;
      const right = at === 9 ? 'B' : 'A';
      return `STUDENT${1000 + learner},quiz-q.${at + 1},${knows !== odd ? right : (right === 'A' ? 'BCD' : 'ACD')[Math.floor(3 * random())]}`;
    }),
  );
  return `learner,item,option\n${rows.flat().join('\n')}\n`;
}

const files = { 'a.md': sampling, 'b.md': errors, 'quiz.json': quiz, 'answers.csv': answers() };

describe('the answers to a course that names a response file', () => {
  it('are in the report: statistics of what is flagged, mastery, and the earlier gap that explains a later one', async () => {
    const workspace = await opened(library(files, 'folder', config));
    const model = await reportModel(workspace, await workspace.read());
    const [view] = model.answers;
    expect(view?.analysis).toMatchObject({
      outcomesFrom: 'given',
      prerequisites: { from: 'concepts', pairs: 1 },
      test: { learners: 240, items: 10, answers: 2400 },
    });
    expect(view?.flagged.map(({ statistics, asked }) => [statistics.item, asked?.stem])).toEqual([
      [expect.stringMatching(/10$/u), 'Question 10?'],
    ]);
    expect(view?.analysis?.leftOutOfMastery).toEqual([view?.flagged[0]?.statistics.item]);
    expect(view?.refreshFirst[0]).toMatchObject({ outcome: outcomes[0], explains: [outcomes[1]] });
    expect(view?.refreshFirst[1]?.gap?.explainedBy).toBe(outcomes[0]);
  });
  it('name no learner in any form of the report', async () => {
    const workspace = await opened(library(files, 'folder', config));
    const model = await reportModel(workspace, await workspace.read());
    for (const text of [renderHtml(model, { mode: 'file' }), renderMarkdown(model), JSON.stringify(model)]) {
      expect(text).toContain('240');
      expect(text).not.toContain('STUDENT');
    }
  });
  it('count an option that nobody chose, since the library knows it', async () => {
    const workspace = await opened(library({ ...files, 'answers.csv': answers().replaceAll(/,D$/gmu, ',C') }, 'folder', config));
    const [found] = await courseAnswers(workspace, (await workspace.read()).courses);
    const first = found?.analysis?.items[0];
    expect(first?.options.map(({ option, n }) => [option, n > 0])).toEqual([
      ['A of 1', true],
      ['B of 1', true],
      ['C of 1', true],
      ['D of 1', false],
    ]);
  });
  it('are read again when the file or a lesson changes, and not before', async () => {
    const root = library(files, 'folder', config);
    const workspace = await opened(root);
    let worked = 0;
    const results = {
      ...workspace.results,
      get<T>(key: string): T | null {
        const known = workspace.results.get<T>(key);
        if (known === null) worked += 1;
        return known;
      },
    };
    const look = async () => courseAnswers({ ...workspace, results }, (await workspace.read()).courses);
    const first = await look();
    expect([await look(), worked]).toEqual([first, 1]);
    put(root, 'answers.csv', answers(120));
    expect((await look())[0]?.analysis?.test.learners).toBe(120);
    put(root, 'b.md', errors.replace('every random sample', 'what'));
    expect((await look())[0]?.analysis?.prerequisites).toEqual({ from: 'concepts', pairs: 0 });
    expect(worked).toBe(3);
  });
  it('are said to be unread where the file is gone, and the rest of the report stands', async () => {
    const root = library(files, 'folder', config);
    rmSync(join(root, 'answers.csv'));
    const workspace = await opened(root);
    const [view] = (await reportModel(workspace, await workspace.read())).answers;
    expect(view).toMatchObject({ analysis: null, flagged: [], fault: expect.stringMatching(/^answers\.csv cannot be read/u) });
  });
  it('are left out of the report of a course that names none', async () => {
    const workspace = await opened(library(files));
    expect((await reportModel(workspace, await workspace.read())).answers).toEqual([]);
  });
});
