import { describe, expect, it } from 'vitest';
import type { Decision, Finding, Proposal, Severity } from './contract.ts';
import { digestOf, proposalFrom } from './proposal.ts';
import { admit, settleOverlaps, suppression } from './reconcile.ts';

const finding = (fingerprint: string, severity: Severity = 'moderate', lesson = 'python/a', rule = 'link-text'): Finding => ({
  id: `f-${fingerprint}`,
  fingerprint,
  agent: 'accessibility',
  rule,
  severity,
  certainty: 'fails',
  lesson,
  range: { path: 'a.md', start: 0, end: 4 },
  quote: 'here',
  message: '',
  evidence: [],
  contentHash: '',
});

function proposal(name: string, start: number, severity: Severity = 'moderate', lesson = 'python/a'): Proposal {
  const draft = {
    findings: [name],
    edits: [{ path: 'a.md', start, end: start + 4, replacement: `words ${name}`, quote: 'here' }],
    title: '',
    rationale: '',
    evidence: [],
    risk: 'medium' as const,
    origin: 'rule' as const,
    provenance: { rule: 'link-text@1.0' },
  };
  return proposalFrom(draft, [finding(name, severity, lesson)], { 'a.md': 'hash' });
}

const courseOf = (lesson: string) => lesson.split('/')[0] ?? lesson;
const none = { settled: new Map(), rejections: [], wrongFixes: new Map() };

describe('past decisions', () => {
  it('keep a rejected finding away until the major version of its rule changes', () => {
    const memory = { ...none, settled: new Map([['x', 'link-text@1.2']]) };
    expect(suppression(finding('x'), courseOf, '1.9', memory)).toBe('rejected-before');
    expect(suppression(finding('x'), courseOf, '2.0', memory)).toBeNull();
    expect(suppression(finding('y'), courseOf, '1.9', memory)).toBeNull();
  });

  it('reach over a course only where the person said so', () => {
    const decision = { scope: 'course', reason: 'intended' } as Decision;
    const memory = { ...none, rejections: [{ decision, proposal: proposal('x', 0) }] };
    expect(suppression(finding('y', 'moderate', 'python/b'), courseOf, '1.0', memory)).toBe('rejected-in-course');
    expect(suppression(finding('y', 'moderate', 'iot/b'), courseOf, '1.0', memory)).toBeNull();
    expect(suppression(finding('y', 'moderate', 'python/b', 'image-alt'), courseOf, '1.0', memory)).toBeNull();
  });

  it('against a wrong fix do not silence the finding', () => {
    const decision = { scope: 'course', reason: 'wrong-fix' } as Decision;
    const memory = { ...none, rejections: [{ decision, proposal: proposal('x', 0) }] };
    expect(suppression(finding('y'), courseOf, '1.0', memory)).toBeNull();
  });
});

describe('two proposals on one span', () => {
  it('keep the more severe and set the other aside', () => {
    const { kept, superseded } = settleOverlaps([proposal('mild', 2, 'minor'), proposal('grave', 0, 'critical')], []);
    expect(kept.map((one) => one.severity)).toEqual(['critical']);
    expect(superseded.map((one) => one.by)).toEqual([kept[0]?.id]);
  });
  it('let what already waits stand before what is new', () => {
    const { kept } = settleOverlaps([proposal('grave', 0, 'critical')], [proposal('waits', 2, 'minor')]);
    expect(kept).toEqual([]);
  });
  it('leave neighbours alone', () => {
    expect(settleOverlaps([proposal('a', 0), proposal('b', 4)], []).superseded).toEqual([]);
  });
});

describe('limits', () => {
  const held = [
    proposal('a', 0, 'minor'),
    proposal('b', 10, 'serious'),
    proposal('c', 20, 'critical'),
    proposal('d', 30, 'serious', 'iot/a'),
  ];
  it('admit the worst first and stop at the run’s number', () => {
    const admitted = admit(held, courseOf, { openPerCourse: 30, open: new Map(), newThisRun: 1 });
    expect(admitted).toEqual([held[2]?.id, held[1]?.id]);
  });
  it('let critical ones pass a full course', () => {
    expect(
      admit(held, courseOf, {
        openPerCourse: 30,
        open: new Map([
          ['python', 30],
          ['iot', 30],
        ]),
        newThisRun: 20,
      }),
    ).toEqual([held[2]?.id]);
  });
});

it('binds a digest to words, not to places', () => {
  const edits = proposal('a', 0).edits;
  expect(digestOf(edits.map((edit) => ({ ...edit, start: 99, end: 103 })))).toBe(digestOf(edits));
  expect(digestOf(edits.map((edit) => ({ ...edit, replacement: 'other' })))).not.toBe(digestOf(edits));
});
