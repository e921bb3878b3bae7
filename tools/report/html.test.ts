import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { parse } from 'parse5';
import { describe, expect, it } from 'vitest';
import { html } from './escape.ts';
import { hostile } from './fixtures/library.ts';
import { unread } from './fixtures/run.ts';
import { sampleContent, sampleModel } from './fixtures/sample.ts';
import { renderHtml } from './html.ts';

interface Node {
  nodeName: string;
  attrs?: { name: string; value: string }[];
  childNodes?: Node[];
  content?: Node;
  value?: string;
}

function elements(node: Node): Node[] {
  const children = [...(node.childNodes ?? []), ...(node.content ? [node.content] : [])];
  return [...(node.attrs ? [node] : []), ...children.flatMap(elements)];
}
const named = (list: Node[], name: string) => list.filter((node) => node.nodeName === name);
const attribute = (node: Node | undefined, name: string) => node?.attrs?.find((entry) => entry.name === name)?.value;
const textOf = (node: Node): string => node.value ?? (node.childNodes ?? []).map(textOf).join('');
const pageOf = (page: string) => elements(parse(page) as unknown as Node);

/** Elements and attribute names of a page: what foreign text must never add to. */
function shape(page: string): string[] {
  return pageOf(page).map((node) => `${node.nodeName} ${(node.attrs ?? []).map((entry) => entry.name).join(' ')}`);
}

describe('the html template', () => {
  it('escapes whatever is put into it', () => {
    expect(html`<p title="${'"><script>'}">${'<b>&'}</p>`.text).toBe('<p title="&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;</p>');
  });
  it('keeps templates as they are, and leaves out nothing-values', () => {
    expect(html`<ul>${[html`<li>${1}</li>`, null, undefined, false]}</ul>`.text).toBe('<ul><li>1</li></ul>');
  });
});

describe('review.html', () => {
  const page = renderHtml(sampleModel(), { mode: 'file' });
  const nodes = pageOf(page);

  it('holds exactly one style and one script, both named by their hashes', () => {
    const policy =
      nodes
        .filter((node) => attribute(node, 'http-equiv') === 'Content-Security-Policy')
        .map((node) => attribute(node, 'content'))[0] ?? '';
    const [style, ...styles] = named(nodes, 'style');
    const [script, ...scripts] = named(nodes, 'script');
    expect([styles, scripts]).toEqual([[], []]);
    const hash = (node: Node | undefined) => `'sha256-${createHash('sha256').update(textOf(node!)).digest('base64')}'`;
    expect(policy).toContain(`style-src ${hash(style)};`);
    expect(policy).toContain(`script-src ${hash(script)};`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'none'");
    expect(policy).not.toMatch(/unsafe/u);
    expect(renderHtml(sampleModel(), { mode: 'served' }).includes("connect-src 'self'")).toBe(true);
  });

  it('loads nothing and holds no inline handler or style', () => {
    for (const node of nodes) {
      for (const { name, value } of node.attrs ?? []) {
        expect(name).not.toMatch(/^on|^style$|^srcset$/u);
        if (name === 'src') expect(value).toMatch(/^data:image\//u);
        if (name === 'href') expect(value).toMatch(/^#|^https:\/\//u);
      }
    }
    expect(named(nodes, 'link').concat(named(nodes, 'iframe'), named(nodes, 'base'), named(nodes, 'object'))).toEqual([]);
  });

  it('has the same elements whatever lessons and models wrote', () => {
    const plain = (words: string) => {
      const content = sampleContent();
      for (const proposal of content.proposals)
        Object.assign(proposal, {
          title: words,
          rationale: words,
          forYou: words,
          evidence: [{ kind: 'quote', text: words }],
          checks: [{ name: words, passed: true, before: words, after: words }],
          provenance: { rule: words, model: words },
        });
      for (const finding of content.findings)
        Object.assign(finding, {
          message: words,
          rule: words,
          question: finding.question && words,
          choices: finding.choices && [words, words],
          evidence: [{ kind: 'note', text: words }],
        });
      const run = content.runs![0]!;
      Object.assign(run, { withoutModel: words, partial: words });
      for (const lesson of run.lessons) Object.assign(lesson, { title: words, path: words, reason: words });
      for (const row of run.alignment) {
        Object.assign(row.outcome, { text: words, level: words });
        row.taught.quote = words;
        row.nearest = { outcome: words, lesson: words, why: words };
        row.practised.read = { model: words, prompt: words, why: words };
      }
      return shape(renderHtml({ ...sampleModel(content), library: { title: words, root: words } }, { mode: 'file' }));
    };
    const usual = plain('x');
    for (const words of hostile) expect(plain(words)).toEqual(usual);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (words) => {
        expect(plain(`x${words}`)).toEqual(usual);
      }),
      { numRuns: 25 },
    );
  });

  it('shows the words that carry a verdict of the alignment map, and why the nearest other outcome is not it', () => {
    const why = named(pageOf(page), 'details')
      .map(textOf)
      .filter((words) => words.startsWith('Why: Explain what a for loop'));
    expect(why).toEqual([
      'Why: Explain what a for loop does.Taught: A for loop repeats its block.Assessed: What does a loop do?Not: Explain what a while loop does. (only this one speaks of "for")',
    ]);
  });

  const whyOf = (of: string, outcome: string) =>
    named(pageOf(of), 'details')
      .map(textOf)
      .find((words) => words.startsWith(`Why: ${outcome}`));
  const withWhy = (why: string, model = 'small-model') => {
    const content = sampleContent();
    content.runs![0]!.alignment[1]!.practised.read = { model, prompt: 'judge-outcomes@1.0', why };
    return renderHtml(sampleModel(content), { mode: 'file' });
  };

  it('says of a verdict that a model read that it did, and why, also where there is nothing to quote', () => {
    expect(whyOf(page, 'Write a for loop')).toBe(
      'Why: Write a for loop that repeats a calculation.Practised: Change the loop below. (read by a model, small-model: Learners change a loop and write none.)',
    );
    expect(whyOf(page, 'Judge when')).toBe(
      'Why: Judge when a loop is the wrong tool.Taught: no (read by a model, small-model: Nothing is weighed against a loop.)',
    );
    const map = nodes.find((node) => node.nodeName === 'table' && attribute(node, 'class') === 'map')!;
    const cells = named(elements(map), 'td').map(textOf);
    expect(cells.filter((words) => words.endsWith(', read'))).toEqual(['~ partly, read', '× no, read']);
    expect(named(elements(map), 'caption').map(textOf)[0]).toMatch(/; 2 verdicts read by a model$/u);
    expect(nodes.map(textOf)).toContain('Marked “read”: the scorer was unsure, and a model read the text.');
  });

  it('shows what a model wrote for its verdict as one short line of plain text', () => {
    const said = whyOf(withWhy(`<img src=x onerror=alert(1)>\n\u202e${'so '.repeat(200)}`, '<b>m</b>'), 'Write a for loop');
    expect(said).toContain('(read by a model, <b>m</b>: <img src=x onerror=alert(1)> [U+202E]so so');
    expect(said).toMatch(/so…\)$/u);
    expect(said!.length).toBeLessThan(400);
    expect(shape(withWhy('<img src=x onerror=alert(1)>', '<b>m</b>'))).toEqual(shape(page));
  });

  it('says nothing of reading where no model read', () => {
    const content = sampleContent();
    const run = content.runs![0]!;
    run.alignment = unread(run.alignment);
    const without = renderHtml(sampleModel(content), { mode: 'file' });
    expect(without).not.toMatch(/by a model, small-model|Marked “read”|, read<|read by a model</u);
    expect(whyOf(without, 'Judge when')).toBeUndefined();
    expect(whyOf(without, 'Write a for loop')).toMatch(/Practised: Change the loop below\.$/u);
  });

  it('writes out characters that turn or hide text', () => {
    // A text area must give back what it was given.
    const read = page.replace(/<textarea[\s\S]*?<\/textarea>/gu, '');
    expect(/[\u202a-\u202e\u2066-\u2069\u0000\u0007\u001b]/u.test(read)).toBe(false);
    expect(read.includes('[U+202E]')).toBe(true);
  });

  it('keeps the text of an edit exactly, line ends and all', () => {
    const content = sampleContent();
    const proposal = content.proposals.find((one) => one.rule === 'outdated-version')!;
    proposal.edits = proposal.edits.map((edit) => ({ ...edit, replacement: '\n\n  a "b" <c>\r\n</textarea>&amp;' }));
    const area = named(pageOf(renderHtml(sampleModel(content), { mode: 'file' })), 'textarea').find((node) =>
      textOf(node).includes('"b"'),
    );
    expect(textOf(area!)).toBe('\n\n  a "b" <c>\n</textarea>&amp;');
    expect(attribute(area, 'data-eol')).toBe('crlf');
  });

  it('says so where there is nothing to decide or nothing was looked at', () => {
    const empty = renderHtml(sampleModel({ findings: [], proposals: [] }), { mode: 'file' });
    expect(['Today: nothing to decide', 'No refresh has run yet'].filter((words) => !empty.includes(words))).toEqual([]);
  });
});
