import { describe, expect, it } from 'vitest';
import { readOutcome } from '../../agents/alignment/levels/bloom.ts';
import { ownLevels, readingFigures } from './outcome-levels.ts';

describe('levels of outcomes', () => {
  it.each([
    ['Identify the organelle that makes ATP', 'remember'],
    ['Identify the causes of a crash', 'analyse'],
    ['Write a list of the planets', 'remember'],
    ['Write a program that sorts names', 'create'],
    ['Write a for loop', 'apply'],
    ['Define a function that takes two arguments', 'apply'],
    ['Define the term mitosis', 'remember'],
    ['Explain what a variable is', 'understand'],
    ['Evaluate an arithmetic expression', 'apply'],
    ['Evaluate the reliability of a source', 'evaluate'],
  ])('are told by verb and object together: %s', (outcome, level) => {
    expect(readOutcome(outcome).level).toBe(level);
  });

  it('are read better in context than by the verb alone, over the labelled outcomes', () => {
    const figures = readingFigures('own', ownLevels());
    expect(figures.outcomes).toBeGreaterThanOrEqual(60);
    expect(figures.inContext / figures.outcomes).toBeGreaterThanOrEqual(0.9);
    expect(figures.inContext).toBeGreaterThan(figures.verbAlone);
  });

  it('are not claimed for verbs nobody can observe', () => {
    for (const text of ['Understand the importance of variation', 'Appreciate music', 'Be aware of risks'])
      expect(readOutcome(text).level).toBeNull();
  });
});
