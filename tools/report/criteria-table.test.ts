import { expect, it } from 'vitest';
import type { Finding } from '../../agents/contract.ts';
import type { LessonOutcome, RunRecord } from '../ledger/events.ts';
import { criteriaTables } from './criteria-table.ts';
import { criteriaOfAA } from './wcag.ts';

const lesson = (id: string, status: LessonOutcome['status'] = 'scanned'): LessonOutcome => ({
  lesson: id,
  course: 'birds',
  title: id,
  path: `${id}.md`,
  status,
  unchecked: [],
  findings: 0,
});
const run = (lessons: LessonOutcome[], agents = ['accessibility']) => ({ agents, lessons }) as unknown as RunRecord;
const refs = ['pond', 'marsh', 'reed'].map((id) => ({ id, course: 'birds', title: id, path: `${id}.md` }));
const finding = (id: string, wcag: string, certainty: Finding['certainty']) =>
  ({ lesson: id, wcag: [wcag], certainty, range: { path: `${id}.md`, start: 0, end: 1 } }) as unknown as Finding;
const checks = new Map([
  ['image-alt-missing', ['1.1.1']],
  ['contrast', ['1.4.3']],
]);
const row = (tables: ReturnType<typeof criteriaTables>, criterion: string) =>
  tables[0]?.rows.find((one) => one.criterion === criterion);

it('asks for the 55 criteria of WCAG 2.2 AA: 31 of level A and 24 of level AA, without 4.1.1', () => {
  expect(criteriaOfAA.filter((one) => one.level === 'A')).toHaveLength(31);
  expect(criteriaOfAA.filter((one) => one.level === 'AA')).toHaveLength(24);
  expect(criteriaOfAA.map((one) => one.criterion)).not.toContain('4.1.1');
});

it('counts each lesson once, by the worst that is known of it', () => {
  const findings = [
    finding('pond', '1.1.1', 'needs-review'),
    finding('pond', '1.1.1', 'fails'),
    finding('marsh', '1.1.1', 'needs-review'),
  ];
  const tables = criteriaTables({ findings, lessons: refs, run: run(refs.map((one) => lesson(one.id))), checks });
  expect(row(tables, '1.1.1')).toMatchObject({
    state: 'fails',
    checks: 1,
    lessons: { fails: 1, 'needs-review': 1, passes: 1, 'not-scanned': 0 },
  });
  expect(row(tables, '1.4.3')).toMatchObject({ state: 'passes', lessons: { passes: 3 } });
});

it('never says that a lesson passes which was not looked at, or whose check failed, or for which there is no check', () => {
  const blind = lesson('marsh');
  blind.unchecked.push({ rule: 'contrast', why: 'no page', kind: 'failed' });
  const tables = criteriaTables({
    findings: [],
    lessons: refs,
    run: run([lesson('pond', 'not-scanned'), blind, lesson('reed', 'unchanged')]),
    checks,
  });
  expect(row(tables, '1.4.3')).toMatchObject({ state: 'not-scanned', lessons: { passes: 1, 'not-scanned': 2 } });
  expect(row(tables, '1.1.1')).toMatchObject({ lessons: { passes: 2, 'not-scanned': 1 } });
  expect(row(tables, '1.2.4')).toMatchObject({ state: 'not-scanned', checks: 0, lessons: { 'not-scanned': 3 } });
});

it('says nothing of criteria where the run did not ask the accessibility agent', () => {
  expect(criteriaTables({ findings: [], lessons: refs, run: run([], ['alignment']), checks })).toEqual([]);
  expect(criteriaTables({ findings: [], lessons: refs, run: null, checks })).toEqual([]);
});
