/** A run as it is written names other runs for what it left closed; as it is read it is whole. */
import { expect, it } from 'vitest';
import type { AlignmentRow } from '../../agents/contract.ts';
import type { LessonOutcome, RunRecord } from './events.ts';
import { heldCourses, withHeld, withoutHeld } from './held.ts';

const cell = { verdict: 'none', score: 0 } as const;
const row = (course: string): AlignmentRow => ({
  ...{ course, lesson: `${course}/a`, outcome: { id: `${course}#1`, text: 'Count birds.', level: 'apply', kind: 'outcome' } },
  ...{ taught: cell, practised: cell, assessed: cell, sections: [] },
});
const outcome = (course: string, status: LessonOutcome['status']): LessonOutcome => ({
  ...{ lesson: `${course}/a`, course, title: course, path: `${course}/a.md`, status, unchecked: [], findings: 0 },
});
function run(name: string, courses: Record<string, LessonOutcome['status']>): RunRecord {
  return {
    ...{ run: name, startedAt: '2030-01-01T00:00:00.000Z', finishedAt: '2030-01-01T00:00:01.000Z', agents: ['alignment'] },
    lessons: Object.entries(courses).map(([course, status]) => outcome(course, status)),
    ...{ pagesOpened: 0, modelCalls: 0, cost: 0, withoutModel: null, seconds: {}, versions: {}, partial: null },
    alignment: Object.keys(courses).map(row),
  };
}

it('a run that left courses closed is written without them and read with them', () => {
  const first = run('r-1', { birds: 'scanned', frogs: 'scanned', newts: 'scanned' });
  const second = run('r-2', { frogs: 'scanned', birds: 'unchanged', newts: 'unchanged' });
  const held = heldCourses([
    ['birds', 7],
    ['newts', 7],
  ]);
  const written = withoutHeld(second, held);
  expect([written.lessons.map((one) => one.course), written.alignment.map((one) => one.course)]).toEqual([['frogs'], ['frogs']]);
  expect(withHeld(written, (seq) => (seq === 7 ? first : null))).toEqual(second);
});

it('a file that could not be read then is still told as such', () => {
  const first = run('r-1', { birds: 'not-scanned' });
  const whole = withHeld({ ...run('r-2', {}), held: [{ seq: 3, courses: ['birds'] }] }, () => first);
  expect(whole.lessons.map(({ status }) => status)).toEqual(['not-scanned']);
});

it('a run of before runs named others stays as it is', () => {
  const first = run('r-1', { birds: 'scanned' });
  expect(withoutHeld(first, [])).toBe(first);
  expect(withHeld(first, () => null)).toBe(first);
});
