/** A run as it is written names the events that tell of its courses; as it is read it is whole. */
import { expect, it } from 'vitest';
import type { AlignmentRow } from '../../agents/contract.ts';
import { courseLooked } from './course-look.ts';
import type { LessonOutcome, RunRecord } from './events.ts';
import { heldCourses, saidIn, withHeld } from './held.ts';

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

it('a run that left courses closed is read with what was said of them then', () => {
  const first = run('r-1', { birds: 'scanned', frogs: 'scanned', newts: 'scanned' });
  const held = heldCourses([
    ['birds', 7],
    ['newts', 7],
  ]);
  expect(held).toEqual([{ seq: 7, courses: ['birds', 'newts'] }]);
  const written = { ...run('r-2', { frogs: 'scanned' }), held };
  const second = run('r-2', { frogs: 'scanned', birds: 'unchanged', newts: 'unchanged' });
  expect(withHeld(written, (seq) => (seq === 7 ? first : null))).toEqual(second);
});

it('a run that wrote an event a course is read with all of them, as they were looked at', () => {
  const why = { rule: 'image-alt', why: 'There is no picture.', kind: 'notApplicable' } as const;
  const failed = { rule: 'link-dead', why: 'It threw.', kind: 'failed' } as const;
  const said = run('r-1', { birds: 'scanned', frogs: 'not-scanned' });
  const lessons = said.lessons.map((one, at) => ({ ...one, unchecked: at === 0 ? [why] : [failed, why] }));
  const events = said.lessons.map(({ course }, at) =>
    courseLooked('r-1', course, [lessons[at]!, { ...lessons[at]!, lesson: `${course}/b` }], [said.alignment[at]!]),
  );
  expect(events.map(({ unchecked }) => unchecked.length)).toEqual([1, 2]);
  const held = heldCourses(said.lessons.map(({ course }, at) => [course, at + 1]));
  const whole = withHeld({ ...run('r-1', {}), held }, (seq) => saidIn(events[seq - 1]));
  const [birds, frogs] = lessons;
  expect(whole.lessons).toEqual([birds, { ...birds, lesson: 'birds/b' }, frogs, { ...frogs, lesson: 'frogs/b' }]);
  expect(whole.alignment).toEqual(said.alignment);
});

it('a file that could not be read then is still told as such', () => {
  const first = run('r-1', { birds: 'not-scanned' });
  const whole = withHeld({ ...run('r-2', {}), held: [{ seq: 3, courses: ['birds'] }] }, () => first);
  expect(whole.lessons.map(({ status }) => status)).toEqual(['not-scanned']);
});

it('a run of before runs named others stays as it is', () => {
  const first = run('r-1', { birds: 'scanned' });
  expect(withHeld(first, () => null)).toBe(first);
});
