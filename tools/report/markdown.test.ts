import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex, hostile } from './fixtures/library.ts';
import { unread } from './fixtures/run.ts';
import { sampleContent, sampleModel } from './fixtures/sample.ts';
import { proposalMarker, renderMarkdown } from './markdown.ts';
import { parseReview } from './parse-markdown.ts';

const text = renderMarkdown(sampleModel());
const proposals = sampleContent().proposals;
const key = proposals.find((proposal) => proposal.rule === 'miskeyed-item')!;
const links = proposals.filter((proposal) => proposal.group === 'g-link');

/** Ticks the n-th box of the block that ends in `marker`. */
function tick(source: string, marker: string, box: string, replacement = box.replace('[ ]', '[x]')): string {
  const end = source.indexOf(marker);
  const start = source.lastIndexOf(box, end);
  if (end < 0 || start < 0) throw new Error(`No ${box} above ${marker}`);
  return source.slice(0, start) + replacement + source.slice(start + box.length);
}
const decisionsIn = (source: string) => {
  const parsed = parseReview(source);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.decisions.map(({ line: _line, ...decision }) => decision);
};
const problemsIn = (source: string) => {
  const parsed = parseReview(source);
  return parsed.ok ? [] : parsed.problems.map((problem) => problem.message);
};

describe('review.md', () => {
  it('decides nothing as it is written, whatever lessons and models say', () => {
    expect(parseReview(text)).toEqual({ ok: true, decisions: [], answers: [] });
  });

  it('never lets foreign text be read as a tick or a marker', () => {
    const nasty = fc.oneof(
      fc.constantFrom(...hostile),
      fc.string({ unit: 'binary' }),
      fc
        .array(
          fc.constantFrom(
            '- [x] approve',
            '- [x] reject: other',
            '\n',
            '\r',
            '\u2028',
            '\u0085',
            '```',
            '~~~',
            '    ',
            '> ',
            '<!-- perennial: ',
            proposalMarker(key),
            '-->',
            '|',
            ' ',
          ),
          { maxLength: 12 },
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(nasty, nasty, nasty, (one, two, three) => {
        const content = sampleContent();
        for (const proposal of content.proposals) {
          Object.assign(proposal, {
            title: one,
            rationale: two,
            forYou: three,
            rule: two,
            evidence: [{ kind: 'quote', text: one, url: `https://example.org/${two}` }],
            checks: [{ name: one, passed: true, before: two, after: three }],
          });
          proposal.edits = proposal.edits.map((edit) => ({ ...edit, replacement: three }));
        }
        for (const finding of content.findings)
          Object.assign(finding, {
            message: three,
            question: finding.question && one,
            choices: finding.choices && [two, one, three],
            evidence: [{ kind: 'note', text: two }],
          });
        content.why = Object.fromEntries(content.proposals.map((proposal) => [proposal.id, one]));
        const run = content.runs![0]!;
        run.withoutModel = two;
        run.partial = three;
        for (const lesson of run.lessons) Object.assign(lesson, { title: one, path: two, reason: three });
        for (const row of run.alignment) {
          row.outcome.text = one;
          row.taught.quote = two;
          row.nearest = { outcome: three, lesson: one, why: two };
          row.practised.read = { model: three, prompt: one, why: two };
        }
        expect(parseReview(renderMarkdown({ ...sampleModel(content), library: { title: three, root: '/library' } }))).toEqual({
          ok: true,
          decisions: [],
          answers: [],
        });
      }),
      { numRuns: 150 },
    );
  });

  it('shows the words that carry a verdict of the alignment map, and why the nearest other outcome is not it', () => {
    expect(text).toContain(
      '- Explain what a for loop does. taught “A for loop repeats its block.”; assessed “What does a loop do?”; not “Explain what a while loop does.” (only this one speaks of "for")',
    );
  });

  it('says of a verdict that a model read that it did, and why, also where there is nothing to quote', () => {
    expect(text).toContain(
      '- Write a for loop that repeats a calculation. practised “Change the loop below.” (read by a model, small-model: Learners change a loop and write none.)',
    );
    expect(text).toContain(
      '- Judge when a loop is the wrong tool. taught: no (read by a model, small-model: Nothing is weighed against a loop.)',
    );
    expect(text).toContain('| Judge when a loop is the wrong tool. | × no, read | × no | ? unsure |');
    expect(text).toContain('; 2 verdicts read by a model. Marked “read”: the scorer was unsure, and a model read the text.');
  });

  it('shows what a model wrote for its verdict as one short line of plain text', () => {
    const content = sampleContent();
    const why = `<b>|_x_\n- [x] approve ${'so '.repeat(200)}`;
    content.runs![0]!.alignment[1]!.practised.read = { model: 'a|<b>', prompt: 'judge-outcomes@1.0', why };
    const [line, ...more] = renderMarkdown(sampleModel(content))
      .split('\n')
      .filter((one) => one.includes('read by a model, a'));
    expect(more).toEqual([]);
    expect(line).toContain('(read by a model, a\\|\\<b\\>: \\<b\\>\\|\\_x\\_ - \\[x\\] approve so so');
    expect(line).toMatch(/so…\)$/u);
  });

  it('says nothing of reading where no model read', () => {
    const content = sampleContent();
    const run = content.runs![0]!;
    run.alignment = unread(run.alignment);
    const without = renderMarkdown(sampleModel(content));
    expect(without).not.toMatch(/read by a model|Marked “read”|, read \|/u);
    expect(without).not.toContain('- Judge when a loop is the wrong tool. ');
    expect(without).toContain('practised “Change the loop below.”\n');
  });

  it('reads a tick with its revision and digest', () => {
    expect(decisionsIn(tick(text, proposalMarker(key), '- [ ] approve'))).toEqual([
      { proposal: key.id, revision: 1, digest: key.digest, verdict: 'approve' },
    ]);
  });

  it('reads a capital X, Windows line ends, a BOM and other bullets', () => {
    const ticked = tick(text, proposalMarker(key), '- [ ] approve', '* [X] approve');
    expect(decisionsIn(`\uFEFF${ticked.replaceAll('\n', '\r\n')}`)).toHaveLength(1);
  });

  it('reads the reason of a rejection, and free words as a note', () => {
    const reject = (words: string) =>
      decisionsIn(tick(text, proposalMarker(key), '- [ ] reject: reason', `- [x] reject: ${words}`))[0];
    expect(reject('wrong-fix')).toMatchObject({ verdict: 'reject', reason: 'wrong-fix' });
    expect(reject('not a fault, it is a joke')).toMatchObject({ reason: 'not-a-fault', note: 'it is a joke' });
    expect(reject('we like it so')).toMatchObject({ reason: 'other', note: 'we like it so' });
    expect(reject('intended\n  because the next lesson explains it')).toMatchObject({
      reason: 'intended',
      note: 'because the next lesson explains it',
    });
    expect(reject('reason')).not.toHaveProperty('reason');
  });

  it('approves each listed member of a group, less the ones decided otherwise', () => {
    const group = `<!-- perennial-group: ${links.map((link) => `${link.id}@1`).join(' ')} -->`;
    const all = tick(text, group, '- [ ] approve all');
    expect(decisionsIn(all).map((decision) => decision.proposal)).toEqual(links.map((link) => link.id));
    const without = tick(all, proposalMarker(links[1]!), '- [ ] reject: reason', '- [x] reject: intended');
    expect(Object.fromEntries(decisionsIn(without).map((decision) => [decision.proposal, decision.verdict]))).toEqual({
      [links[0]!.id]: 'approve',
      [links[1]!.id]: 'reject',
      [links[2]!.id]: 'approve',
    });
  });

  it('reads the answer to a question', () => {
    const marker = /<!-- perennial-question: (f-\w+) (\w+) -->/gu;
    const questions = [...text.matchAll(marker)].map((match) => match[0]);
    const [byKey, picture, yesNo, words] = questions as [string, string, string, string];
    const answersIn = (source: string) => {
      const parsed = parseReview(source);
      return parsed.ok ? parsed.answers.map((answer) => answer.reply) : parsed.problems;
    };
    expect(answersIn(tick(text, byKey, '- [ ] key 2: for x in xs:'))).toEqual([{ kind: 'key', option: 1 }]);
    expect(answersIn(tick(text, picture, '- [ ] decorative'))).toEqual([{ kind: 'decorative' }]);
    expect(answersIn(tick(text, picture, '- [ ] answer: ', '- [x] answer: A loop drawn as a circle'))).toEqual([
      { kind: 'text', text: 'A loop drawn as a circle' },
    ]);
    expect(answersIn(tick(text, yesNo, '- [ ] no\n'))).toEqual([{ kind: 'text', text: 'no' }]);
    expect(answersIn(tick(text, words, '- [ ] not a fault'))).toEqual([{ kind: 'not-a-fault' }]);
    expect(problemsIn(tick(text, words, '- [ ] answer: ', '- [ ] answer: the theory'))[0]).toMatch(/not ticked/u);
    expect(problemsIn(tick(text, words, '- [ ] answer: ', '- [x] answer:'))[0]).toMatch(/no words/u);
  });
});

describe('a damaged review.md', () => {
  const ticked = tick(text, proposalMarker(links[0]!), '- [ ] approve');
  const marker = proposalMarker(key);
  const cases: [string, string, RegExp][] = [
    ['both ticks', tick(tick(ticked, marker, '- [ ] approve'), marker, '- [ ] reject: reason'), /[Bb]oth/u],
    ['a marker taken out', ticked.replace(`${marker}\n`, ''), /missing/u],
    ['a marker cut short', ticked.replace(marker, marker.slice(0, 40)), /damaged/u],
    ['a marker without its opening', ticked.replace(marker, marker.slice(5)), /damaged/u],
    ['a digest of another length', ticked.replace(marker, marker.replace('66', '6')), /damaged/u],
    ['a revision that is none', ticked.replace(marker, marker.replace('@1', '@x')), /damaged/u],
    ['a marker twice', `${ticked}\n- [ ] approve\n- [ ] reject: reason\n${marker}\n`, /second time/u],
    ['a box taken out', tick(ticked, marker, '- [ ] approve\n', ''), /exactly two boxes/u],
    ['a mark that is no tick', tick(ticked, marker, '- [ ] approve', '- [?] approve'), /neither/u],
    [
      'words between box and marker',
      tick(ticked, marker, '- [ ] reject: reason', '- [ ] reject: reason\n\nI like it'),
      /missing/u,
    ],
    [
      'a member of a ticked group taken out',
      tick(ticked, '<!-- perennial-group', '- [ ] approve all')
        .replace(/- \[ \] approve\n- \[ \] reject: reason\n(<!-- perennial: p-222f)/u, '$1')
        .replace(/<!-- perennial: p-222f.*\n/u, ''),
      /boxes are gone/u,
    ],
    ['a file of another kind', '# Shopping\n\n- milk\n', /not a review report/u],
    ['an empty file', '', /not a review report/u],
  ];
  it.each(cases)('with %s is refused as a whole, with the line and a remedy', (_name, source, message) => {
    const parsed = parseReview(source);
    expect(parsed.ok).toBe(false);
    if (parsed.ok) return;
    expect(parsed.problems.map((problem) => problem.message).join('\n')).toMatch(message);
    for (const problem of parsed.problems) expect(problem.line).toBeGreaterThan(0);
  });

  it('is refused or decides no more than was ticked, whatever piece is lost', () => {
    const lines = ticked.split('\n');
    fc.assert(
      fc.property(fc.nat(lines.length), fc.nat(lines.length), (from, count) => {
        const parsed = parseReview(lines.toSpliced(from, count).join('\n'));
        if (!parsed.ok) return;
        expect(parsed.answers).toEqual([]);
        for (const decision of parsed.decisions) expect([decision.proposal, decision.digest]).toEqual([links[0]!.id, hex('1')]);
      }),
      { numRuns: 2000 },
    );
    const first = lines.indexOf(proposalMarker(links[0]!));
    const next = lines.indexOf(proposalMarker(links[1]!));
    expect(problemsIn(lines.toSpliced(first, next - first).join('\n'))[0]).toMatch(/do not belong together/u);
  });

  it('is refused or decides no more than was ticked, whatever single line is lost or doubled', () => {
    const lines = ticked.split('\n');
    lines.forEach((line, index) => {
      for (const changed of [lines.toSpliced(index, 1), lines.toSpliced(index, 0, line)]) {
        const parsed = parseReview(changed.join('\n'));
        if (!parsed.ok) continue;
        expect(parsed.answers).toEqual([]);
        for (const decision of parsed.decisions)
          expect([decision.proposal, decision.verdict, decision.digest]).toEqual([links[0]!.id, 'approve', hex('1')]);
      }
    });
  });
});
