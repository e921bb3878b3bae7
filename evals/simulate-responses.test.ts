import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sampleItems, sampleResponses, simulateResponses, toCsv } from './simulate-responses.ts';

const course = new URL('../content/field-statistics/', import.meta.url);
const quiz = readFileSync(new URL('quizzes/checks.json', course), 'utf8');

describe('simulated answers', () => {
  it('are the ones that lie in the sample library', () => {
    expect(sampleResponses(quiz)).toBe(readFileSync(new URL('responses/spring-course.csv', course), 'utf8'));
  });

  it('are the same for the same seed and others for another', () => {
    const items = [{ id: 'a', options: 4, truth: [2] }];
    expect(simulateResponses(items, 30, 1)).toEqual(simulateResponses(items, 30, 1));
    expect(simulateResponses(items, 30, 1)).not.toEqual(simulateResponses(items, 30, 2));
  });

  it('name each learner once for each item and attempt', () => {
    const rows = toCsv(simulateResponses(sampleItems(quiz), 50, 3))
      .trimEnd()
      .split('\n')
      .slice(1);
    const keys = rows.map((row) =>
      row
        .split(',')
        .filter((_, column) => column !== 2)
        .join(),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('show a wrong key: whoever does well elsewhere picks another option', () => {
    const items = sampleItems(quiz);
    const first = simulateResponses(items, 260, 20260412).filter((row) => row.attempt === 1);
    const right = (id: string, option: string) => items.find((item) => item.id === id)!.truth.includes(option.charCodeAt(0) - 65);
    const rest = new Map<string, number>();
    for (const row of first)
      if (row.item !== 'quiz-fs7.1' && right(row.item, row.option)) rest.set(row.learner, (rest.get(row.learner) ?? 0) + 1);
    const mean = (option: string) => {
      const scores = first
        .filter((row) => row.item === 'quiz-fs7.1' && row.option === option)
        .map((row) => rest.get(row.learner) ?? 0);
      return scores.reduce((sum, value) => sum + value, 0) / scores.length;
    };
    expect(mean('A')).toBeGreaterThan(mean('B') + 2);
  });
});
