import { describe, expect, it } from 'vitest';
import type { ProposalStatus } from '../../agents/contract.ts';
import { editOf, hex, proposalOf, texts } from './fixtures/library.ts';
import { runOf } from './fixtures/run.ts';
import { sampleContent, sampleInput, sampleModel } from './fixtures/sample.ts';
import { buildReport } from './model.ts';
import { askedDigest } from './views.ts';
import { byReason, firstOf } from './words.ts';

const model = sampleModel();
const cardOf = (rule: string) =>
  model.cards.find((card) => (card.kind === 'question' ? card.question.rule : card.members[0].rule) === rule);

describe('the report', () => {
  it('asks the worst first', () => {
    const order = model.cards.map((card) => card.severity);
    expect(order).toEqual(['critical', 'critical', 'serious', 'serious', 'moderate', 'moderate', 'minor', 'minor', 'minor']);
  });

  it('asks a group once, with every member by its revision and digest', () => {
    const card = cardOf('link-vague');
    const group = model.cards.find((one) => one.kind === 'proposal' && one.members.length > 1);
    expect(card).toBeDefined();
    expect(
      group?.kind === 'proposal' && group.members.map((member) => [member.changeSet, member.digest, member.lessonTitle]),
    ).toEqual([
      [expect.stringMatching(/@1$/u), hex('1'), 'Repeating work with loops'],
      [expect.stringMatching(/@1$/u), hex('2'), 'Reading files'],
      [expect.stringMatching(/@1$/u), hex('3'), 'Plots'],
    ]);
  });

  it('counts each card as one decision and says what its time rests on', () => {
    expect([model.estimate.decisions, model.estimate.minutes]).toEqual([9, 7]);
    expect(model.estimate.basis).toMatch(/default times/u);
  });

  it('estimates from the library’s own times once five of a kind are timed', () => {
    const content = sampleContent();
    const links = content.proposals.filter((proposal) => proposal.risk === 'low');
    content.seconds = links
      .slice(0, 5)
      .map((proposal, index) => ({ changeSet: `${proposal.id}@1`, activeSeconds: [10, 200, 12, 11, 13][index] ?? 0 }));
    const timed = sampleModel(content);
    expect(timed.estimate.basis).toBe('Estimated partly from 5 decisions timed in this library, partly from default times.');
    const heading = timed.cards.find((card) => card.kind === 'proposal' && card.members[0].rule === 'heading-skipped');
    expect(heading?.seconds).toBe(12);
  });

  it('says what was not scanned and which checks failed, and never calls them clean', () => {
    expect(model.summary.lessons).toMatchObject({ total: 4, scanned: 2, unchanged: 1 });
    expect(model.summary.lessons.notScanned[0]?.reason).toMatch(/^larger than 10 MB/u);
    expect(model.summary.unchecked.map((rule) => [rule.rule, rule.kind])).toEqual([
      ['outcome-not-taught', 'failed'],
      ['video-title', 'notApplicable'],
    ]);
  });

  it('counts findings by agent and severity, and the cost of models', () => {
    expect(model.summary.agents.map((row) => [row.agent, row.total, row.proposals, row.questions])).toEqual([
      ['alignment', 1, 1, 0],
      ['accessibility', 2, 4, 2],
      ['assessment', 2, 2, 2],
    ]);
    expect(model.summary.model).toEqual({ calls: 2, cost: 0.0132, without: null, notes: [] });
  });

  it('says which agents were not asked, so that their zeros are not taken for clean', () => {
    const content = sampleContent();
    content.runs![0]!.agents = ['accessibility'];
    expect(sampleModel(content).summary.agents.map((row) => row.state)).toEqual(['left-out', 'ran', 'left-out']);
  });

  it('gives the words of the finding where the rationale does not hold them', () => {
    const faultOf = (rationale: string) => {
      const content = sampleContent();
      const [finding] = content.findings;
      const proposal = proposalOf({
        rule: 'r',
        agent: 'alignment',
        title: 't',
        rationale,
        edits: [editOf('loops/04-plots.md', 'A plot', 'One plot')],
        findings: [finding!.fingerprint],
      });
      const card = sampleModel({ ...content, proposals: [proposal] }).cards.find((one) => one.kind === 'proposal');
      return card?.kind === 'proposal' ? card.members[0].fault : undefined;
    };
    expect(faultOf('Because.')).toBe('The picture has no text alternative.');
    expect(faultOf('The picture has no text alternative. So there.')).toBeNull();
  });

  it('lists failing findings without a change by hand, and asks about those that need a person', () => {
    expect(model.byHand.map((finding) => finding.rule)).toEqual(['outcome-unassessed']);
    expect(model.cards.flatMap((card) => (card.kind === 'question' ? [card.question.answerKind] : []))).toEqual([
      'key',
      'text-alternative',
      'yes-no',
      'text',
    ]);
  });

  it('does not list a finding by itself while a proposal mends it, and does again where verification failed', () => {
    const listed = (status: ProposalStatus) => {
      const content = sampleContent();
      const finding = content.findings.find((one) => one.certainty === 'fails')!;
      const proposal = proposalOf({
        rule: finding.rule,
        agent: 'alignment',
        title: 't',
        edits: [editOf('loops/04-plots.md', 'A plot', 'One plot')],
        findings: [finding.fingerprint],
        status,
      });
      return sampleModel({ ...content, proposals: [proposal], why: { [proposal.id]: 'a new finding appeared' } }).byHand.map(
        (one) => one.unverified,
      );
    };
    for (const status of [
      'pending',
      'edited',
      'approved',
      'held-limit',
      'stale',
      'snoozed',
      'published',
      'superseded',
      'publish-failed',
    ] as const)
      expect(listed(status)).toEqual([]);
    expect(listed('unverified')).toEqual(['a new finding appeared']);
    expect(listed('rejected')).toEqual([null]);
  });

  it('shows the picture a question is about, where the library holds it', () => {
    const card = cardOf('image-alt-missing');
    expect(card?.kind === 'question' && card.question.evidence[0]?.picture).toMatch(/^data:image\/png;base64,/u);
  });

  it('never reaches outside the library for a picture', () => {
    const asked: string[] = [];
    const content = sampleContent();
    const finding = content.findings.find((one) => one.answerKind === 'text-alternative')!;
    for (const quote of [
      '![](../../../etc/passwd)',
      '![](https://example.org/x.png)',
      '![](//example.org/x.png)',
      '<img src="file:///etc/passwd">',
    ]) {
      finding.quote = quote;
      buildReport({
        ...sampleInput(content),
        pictures: (path) => {
          asked.push(path);
          return null;
        },
      });
    }
    expect(asked.filter((path) => path !== 'pictures/before.png' && path !== 'pictures/after.png')).toEqual([]);
  });

  it('holds back what is over the limit of a course, critical ones never, and says how to release what the run held', () => {
    const input = { ...sampleInput(), limits: { openPerCourse: 30, newPerRun: 20, decisionsPerCourse: 1 } };
    const held = buildReport(input);
    expect(held.cards.map((card) => card.severity)).toEqual(['critical', 'critical']);
    expect([held.held.proposals.length, held.held.questions.length]).toEqual([7, 3]);
    expect(held.held.commands[0]?.line).toMatch(/ release p-\w+ --library \/library$/u);
  });

  it('keeps what waits apart from what is to be decided', () => {
    expect(model.waiting.map((entry) => [entry.status, entry.proposals.length])).toEqual([
      ['approved', 1],
      ['stale', 1],
    ]);
    expect(model.waiting[1]?.proposals[0]?.hunks[0]?.context).toBe('shifted');
  });

  it('quotes commands so that a shell reads them as meant', () => {
    const odd = buildReport({ ...sampleInput(), libraryRoot: "/my courses/it's; rm -rf" });
    expect(odd.commands[2]?.line).toBe(`npm run -s perennial -- publish --library '/my courses/it'\\''s; rm -rf'`);
  });

  it('maps outcomes by course and lesson', () => {
    expect(model.alignment[0]).toMatchObject({ course: 'loops', outcomes: 3, taught: 2, practised: 2, assessed: 1 });
  });

  it('stands without a run, without sources and without anything', () => {
    const bare = buildReport({ ...sampleInput({ findings: [], proposals: [] }), sources: () => null });
    expect([bare.cards, bare.summary.run, bare.estimate.minutes]).toEqual([[], null, 0]);
    expect(buildReport({ ...sampleInput(), run: null, sources: () => null, pictures: () => null }).cards).toHaveLength(9);
  });

  it('reads each file of the library once', () => {
    const reads: string[] = [];
    buildReport({
      ...sampleInput(),
      sources: (path) => {
        reads.push(path);
        return texts[path] ?? null;
      },
    });
    expect(reads).toHaveLength(new Set(reads).size);
    expect(runOf().lessons).toHaveLength(4);
  });
});

it('the digest of a question changes with what it asks, and only then', () => {
  const [finding] = sampleContent().findings;
  const digest = askedDigest(finding!);
  expect(askedDigest({ ...finding!, range: { ...finding!.range, start: 0 } })).toBe(digest);
  expect(askedDigest({ ...finding!, question: 'Another?' })).not.toBe(digest);
  expect(askedDigest({ ...finding!, choices: ['b', 'a'] })).not.toBe(digest);
  expect(askedDigest({ ...finding!, quote: 'another' })).not.toBe(digest);
});

it('tells once what kept many lessons from being scanned', () => {
  const lessons = ['a.md', 'b.md', 'c.md'].map((path) => ({
    path,
    reason: path === 'c.md' ? 'c.md: it is empty' : `${path}: the browser does not start`,
  }));
  expect(byReason(lessons)).toEqual([
    { reason: 'the browser does not start', paths: ['a.md', 'b.md'] },
    { reason: 'it is empty', paths: ['c.md'] },
  ]);
  expect(firstOf(['a', 'b', 'c'], 2)).toBe('a, b and 1 more');
});
