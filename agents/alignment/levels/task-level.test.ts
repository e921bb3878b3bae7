import { describe, expect, it } from 'vitest';
import { type Task, taskLevel } from './task-level.ts';

const open = (text: string): Task => ({ text, kind: 'open' });

describe('the level a task asks for', () => {
  it.each([
    [open('Write a program that keeps the scores of a game.'), 'create'],
    [open('Calculate the mean of 3, 5 and 10.'), 'apply'],
    [open('Why does ice float on water?'), 'understand'],
    [open('The program below stops with an error. Fix the errors.'), 'analyse'],
    [open('Which of the two graphs is better for readers, and why?'), 'evaluate'],
  ] as const)('is that of what learners are told to do or asked: %o', (task, level) => {
    expect(taskLevel(task)).toBe(level);
  });

  it('is not raised by what learners only look at or talk about', () => {
    expect(taskLevel(open('Calculate the mean of 3, 5 and 10. Compare your answer with your neighbour.'))).toBe('apply');
  });

  it('is recalling where a fact is chosen among given answers, and left open where judging is', () => {
    expect(taskLevel({ text: 'In which year was the first web page published?', kind: 'closed' })).toBe('remember');
    expect(taskLevel({ text: 'Which is the best option?', kind: 'closed' })).toBeNull();
  });

  it('is applying in directions to follow, whatever one step says', () => {
    const steps =
      'Open the editor. Create a file. Copy the code into it. Save the file. Run it. Look at the output. Stop it. Close the editor.';
    expect(taskLevel({ text: steps, kind: 'steps' })).toBe('apply');
  });

  it('is not guessed where nothing tells', () => {
    expect(taskLevel(open('Mountains and rivers.'))).toBeNull();
  });
});
