import { describe, expect, it } from 'vitest';
import { quizText } from '../../evals/crash/library.ts';
import { library, look, open, proposal, publish, textOf, verdict } from '../library.fixture.ts';

const course = 'courses:\n  - id: birds\n    root: .\n    lessons: ["*.md"]\n    assignments: [tasks/*]\n';

describe('the assignments of a lesson', () => {
  it('are put on a page of their own: too little contrast there is found and mended', async () => {
    const task = '# Count the gulls\n\n<p style="color: #aaa">Write down how many came.</p>\n';
    const page = '<!DOCTYPE html>\n<html lang="en"><head></head><body><h1>Gulls</h1><p>Draw one.</p></body></html>\n';
    const root = library(
      { 'gulls.md': '# Gulls\n\nThey live by the sea.\n', 'tasks/count.md': task, 'tasks/draw.html': page },
      'folder',
      course,
    );
    const workspace = await open(root);
    const { run } = await look(workspace, { agents: ['accessibility'] });
    // One each for the lesson, its two assignments, and what the edited copies took.
    expect(run.pagesOpened).toBeGreaterThanOrEqual(3);
    const contrast = proposal(workspace, 'contrast', '#aaa');
    expect(contrast).toMatchObject({ status: 'pending', edits: [{ path: 'tasks/count.md' }] });
    expect(contrast.pictures).toBeDefined();
    const titled = proposal(workspace, 'axe');
    expect(titled).toMatchObject({ status: 'pending', edits: [{ path: 'tasks/draw.html' }] });
    await verdict(workspace, contrast, 'approve');
    expect((await publish(workspace)).published).toHaveLength(1);
    expect(textOf(root, 'tasks/count.md')).not.toContain('#aaa');
    const again = await look(workspace, { agents: ['accessibility'] });
    expect(again.findings.filter(({ rule }) => rule === 'contrast')).toEqual([]);
  });

  it('are read by the rules that judge what is seen on a page', async () => {
    const task = '# Count the gulls\n\n<p aria-label="At high tide">Write down how many came.</p>\n';
    const root = library({ 'gulls.md': '# Gulls\n\nThey live by the sea.\n', 'tasks/count.md': task }, 'folder', course);
    const workspace = await open(root);
    await look(workspace, { agents: ['accessibility'] });
    const [found, ...more] = (await look(workspace, { agents: ['accessibility'] })).findings.filter(
      ({ rule, range }) => rule === 'naming-prohibited' || range.path === 'tasks/count.md',
    );
    expect(found).toMatchObject({ rule: 'naming-prohibited', range: { path: 'tasks/count.md' } });
    expect(task.slice(found!.range.start, found!.range.end)).toContain('At high tide');
    expect(more).toEqual([]);
  });
});

describe('the items of a lesson', () => {
  it('are on no page: however many are mended, the lesson’s page is opened once', async () => {
    const quiz = quizText([
      'Which of these is not a bird?',
      'Which of these was not seen at dusk?',
      'Which of these does not sing?',
    ]);
    const root = library(
      { 'gulls.md': '# Gulls\n\nThey live by the sea.\n', 'gulls.json': quiz },
      'folder',
      'courses:\n  - id: birds\n    lessons: ["*.md"]\n    items:\n      - path: gulls.json\n        format: quiz-json\n        lesson: gulls\n',
    );
    const workspace = await open(root);
    const { run, admitted } = await look(workspace, { agents: ['assessment'] });
    expect([admitted.length, run.pagesOpened]).toEqual([3, 1]);
  });
});
