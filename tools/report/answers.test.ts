import { describe, expect, it } from 'vitest';
import { answersViews, groundsLine, type RefreshFirst, refreshFirstLine, surely, worstFirst } from './answers.ts';
import { miskeyedStatistics, sampleAnswers, statisticsOf } from './fixtures/answers.ts';
import { sampleInput, sampleModel } from './fixtures/sample.ts';
import { renderHtml } from './html.ts';
import { answersSection } from './html-answers.ts';
import { itemsPage } from './items-page.ts';
import { itemsText } from './items-text.ts';
import { renderMarkdown } from './markdown.ts';
import { buildReport } from './model.ts';

const [loops] = sampleAnswers();
const analysis = loops!.analysis!;
const place = () => ({ path: 'loops/quiz.json', line: 2, endLine: 2 });

describe('how learners answered', () => {
  it('lists the items whose answers say something against them, the worst first, and no others', () => {
    const [view] = answersViews([loops!], new Map(), { place });
    expect(view?.flagged.map(({ statistics }) => statistics.verdict)).toEqual(['negative', 'weak']);
    expect(view?.flagged[0]?.why.join(' ')).toMatch(/“for x in xs:” is right and the key wrong \(chance 99%\)/u);
    expect(view?.flagged.map(({ asked }) => asked?.place.line ?? null)).toEqual([2, null]);
  });
  it('names distractors nobody picks, but not those of an easy item', () => {
    const idle = statisticsOf('idle', ['A', 'B', 'C'], 0, [
      [0.3, 0.69, 0.01],
      [0.8, 0.19, 0.01],
    ]);
    const easy = statisticsOf('easy', ['A', 'B'], 0, [
      [0.95, 0.05],
      [0.99, 0.01],
    ]);
    const [view] = answersViews([{ ...loops!, analysis: { ...analysis, items: [easy, idle] } }], new Map(), { place });
    expect(view?.flagged.map(({ statistics, why }) => [statistics.item, ...why])).toEqual([
      ['idle', 'Picked by fewer than 5%: “C”.'],
    ]);
    expect(worstFirst(miskeyedStatistics(), idle)).toBeLessThan(0);
  });
  it('says what to refresh first, whom it helps, and for want of what it is lacked', () => {
    const [mastery] = analysis.outcomes;
    const one: RefreshFirst = {
      outcome: 'Loop.',
      mastery: mastery!,
      lacking: 150,
      downstream: 4,
      explains: ['Plot it.'],
      gap: { ...analysis.gaps[0]!, explainedBy: 'Read.', explained: 0.25 },
    };
    expect(refreshFirstLine(one)).toBe(
      '150 of 250 learners lack it (125 to 175), and 4 more lack “Plot it” for want of it. 25% of them for want of “Read”: who lacks that lacks this 2.3 times as often (1.7 to 3.1; 250 learners).',
    );
    expect(refreshFirstLine({ ...one, downstream: 0, gap: null })).toBe('150 of 250 learners lack it (125 to 175).');
    expect(refreshFirstLine({ ...one, explains: ['A', 'B'] })).toMatch(/“A”, “B” for want of it \(added up\)/u);
  });
  it('never calls a chance certain, and names items in doubt by their question', () => {
    expect([surely(0.9999), surely(0.96)]).toEqual(['over 99%', '96%']);
    const model = sampleModel();
    for (const page of [renderHtml(model, { mode: 'file' }), renderMarkdown(model)])
      expect(page).toMatch(/their key is in doubt: “Which line repeats\?”/u);
  });
  it('says how many learners answered often enough where nothing can be said of an outcome, and what each figure means', () => {
    const model = sampleModel();
    for (const page of [renderHtml(model, { mode: 'file' }), renderMarkdown(model)]) {
      expect(page).toMatch(/with 3 answers or more/u);
      expect(page).toMatch(/r: whether those are the ones who do well/u);
    }
    expect(renderHtml(model, { mode: 'file' })).toMatch(/too few: 0 of 250 gave 3/u);
  });
  it('says where outcomes and needs come from, and what is missing', () => {
    expect(groundsLine(analysis)).toMatch(
      /the items name\. .*introduces its concepts: 1 need\. Left out, since their key is in doubt: q1/u,
    );
    expect(groundsLine({ ...analysis, prerequisites: { from: 'none', pairs: 0 } })).toMatch(/not given/u);
    expect(groundsLine({ ...analysis, prerequisites: { from: 'file', pairs: 0 } })).toMatch(
      /from a file: no need among these outcomes/u,
    );
    expect(groundsLine({ ...analysis, outcomesFrom: 'lessons' })).toMatch(/each counts for its lesson/u);
    expect(groundsLine({ ...analysis, outcomes: [] })).toMatch(/nothing can be said/u);
  });
  it('is said alike in the terminal, on the page of plots, in the report and in review.md', () => {
    const said = 'Write a for loop that repeats a calculation.';
    const pages = [
      itemsText(analysis).join('\n'),
      itemsPage(analysis),
      renderHtml(sampleModel(), { mode: 'file' }),
      renderMarkdown(sampleModel()),
    ];
    for (const page of pages) {
      expect(page).toContain(said);
      expect(page).toMatch(/150 of 250 learners lack it \(125 to 175\), and 50 more lack/u);
      expect(page).toMatch(/250 learners, 3 items, 700 answers/u);
    }
  });
  it('says that a file could not be read, and never shows it as nothing found', () => {
    for (const page of [renderHtml(sampleModel(), { mode: 'file' }), renderMarkdown(sampleModel())])
      expect(page).toContain('The answers could not be read.');
  });
  it('is left out where no course names responses', () => {
    const { answers: _, ...input } = sampleInput();
    const model = buildReport(input);
    expect(answersSection(model.answers)).toBeNull();
    expect(renderMarkdown(model)).not.toMatch(/How learners answered/u);
  });
  it('stands on the card of a change to an item: how each option was chosen, beside the new words that nobody answered', () => {
    const page = renderHtml(sampleModel(), { mode: 'file' });
    const change = /<div class="item-change">[\s\S]*?<\/div>/u.exec(page)?.[0] ?? '';
    expect(change).toMatch(/Now[\s\S]*chosen by 37%, r -0\.25[\s\S]*150 learners[\s\S]*Proposed[\s\S]*Nobody has answered/u);
    expect(change.split('Proposed')[1]).not.toMatch(/chosen by/u);
    expect(renderMarkdown(sampleModel())).toMatch(/\(37%, r -0\.25\)[\s\S]*N 150, p 0\.37/u);
  });
});
