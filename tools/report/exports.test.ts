import jsonld from 'jsonld';
import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { ListDocument, RefreshDocument, ReportDocument, ShowDocument } from './documents.ts';
import { earlDocument } from './earl.ts';
import { viewOf } from './fixtures/ledger.ts';
import { texts } from './fixtures/library.ts';
import { sampleContent, sampleInput } from './fixtures/sample.ts';
import { listDocument, openFindings, refreshDocument, refreshFigures, reportDocument, showDocument } from './json.ts';
import { buildReport } from './model.ts';
import { sarifDocument } from './sarif.ts';

type Triple = Record<'subject' | 'predicate' | 'object', { value: string }>;

const content = sampleContent();
const findings = openFindings(viewOf(content));
const input = {
  findings,
  sources: (path: string) => texts[path] ?? null,
  toolVersion: '0.1.0',
  notScanned: [{ path: 'a b.md', reason: 'too large' }],
  date: '2026-03-02T08:00:00.000Z',
};

describe('SARIF', () => {
  it('is a log of SARIF 2.1.0 by its published types', () => {
    const log: Log = sarifDocument(input);
    expect(log.version).toBe('2.1.0');
  });
  const run = sarifDocument(input).runs[0]!;
  it('gives each finding its rule, its lines and a fingerprint that outlives them', () => {
    expect(run.results).toHaveLength(findings.length);
    for (const [index, result] of run.results.entries()) {
      expect(run.tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
      expect(result.partialFingerprints['perennial/v1']).toBe(findings[index]?.fingerprint);
    }
    const picture = run.results.find((result) => result.ruleId === 'image-alt-missing');
    expect(picture?.locations[0]?.physicalLocation.region).toMatchObject({
      startLine: 10,
      startColumn: 1,
      endLine: 10,
      endColumn: 18,
    });
  });
  it('never reports as failed what needs a person', () => {
    expect(run.results.filter((result) => result.kind === 'review').map((result) => result.level)).toEqual([
      'none',
      'none',
      'none',
      'none',
    ]);
    expect(run.results.filter((result) => result.kind === 'fail')).toHaveLength(1);
  });
  it('says what was not scanned, with addresses that are addresses', () => {
    expect(run.invocations[0]?.toolExecutionNotifications[0]).toMatchObject({
      message: { text: 'Not scanned: too large' },
      locations: [{ physicalLocation: { artifactLocation: { uri: 'a%20b.md' } } }],
    });
  });
});

describe('EARL', () => {
  const graph = earlDocument(input)['@graph'] as Record<string, unknown>[];
  const assertions = graph.filter((node) => node['@type'] === 'earl:Assertion') as Record<
    string,
    { '@id'?: string; 'earl:outcome'?: { '@id': string } }
  >[];
  it('asserts failed, cannot tell and untested apart', () => {
    const count = (outcome: string) =>
      assertions.filter((node) => node['earl:result']?.['earl:outcome']?.['@id'] === outcome).length;
    expect([count('earl:failed'), count('earl:cantTell'), count('earl:untested'), assertions.length]).toEqual([1, 4, 1, 6]);
  });
  it('refers only to subjects, tests and assertors it describes', () => {
    const ids = new Set(graph.map((node) => node['@id']));
    for (const node of assertions)
      for (const key of ['earl:assertedBy', 'earl:subject', 'earl:test']) expect(ids).toContain(node[key]?.['@id']);
  });
  it('is EARL 1.0 when it is read as RDF: each assertion has one assertor, subject, test and result with one outcome', async () => {
    const earl = 'http://www.w3.org/ns/earl#';
    const quads = (await jsonld.toRDF(earlDocument(input))) as Triple[];
    const objects = (subject: string, predicate: string) =>
      quads
        .filter((quad) => quad.subject.value === subject && quad.predicate.value === predicate)
        .map((quad) => quad.object.value);
    const isA = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';
    const all = quads.filter((quad) => quad.predicate.value === isA && quad.object.value === `${earl}Assertion`);
    expect(all).toHaveLength(6);
    for (const { subject } of all) {
      const assertion = subject.value;
      for (const part of ['assertedBy', 'subject', 'test', 'result']) expect(objects(assertion, earl + part)).toHaveLength(1);
      expect(objects(objects(assertion, `${earl}subject`)[0] ?? '', isA)).toContain(`${earl}TestSubject`);
      const outcome = objects(objects(assertion, `${earl}result`)[0] ?? '', `${earl}outcome`);
      expect(outcome).toHaveLength(1);
      expect(['failed', 'cantTell', 'untested'].map((word) => earl + word)).toContain(outcome[0]);
    }
  });
  it('names success criteria by their address', () => {
    expect(graph.map((node) => node['@id'])).toContain('https://www.w3.org/TR/WCAG22/#non-text-content');
  });
});

it('list, show and refresh fit their schemas', () => {
  const view = viewOf(content);
  const input = sampleInput(content);
  const [proposal] = content.proposals;
  const documents = [
    ListDocument.safeParse(listDocument(view, 'Loops', ['pending', 'approved'])),
    ShowDocument.safeParse(showDocument(view, `${proposal!.id}@1`)),
    ShowDocument.safeParse(showDocument(view, findings[0]!.id)),
    RefreshDocument.safeParse(
      refreshDocument(refreshFigures(buildReport(input)), { run: input.run!, findings, reports: null, mode: 'dry-run' }),
    ),
  ];
  expect(documents.map((result) => result.error)).toEqual([undefined, undefined, undefined, undefined]);
  expect(showDocument(view, 'p-none')).toBeNull();
});

it('the JSON report fits its schema and holds every open decision', () => {
  const document = reportDocument(buildReport(sampleInput(content)), viewOf(content));
  expect(ReportDocument.safeParse(JSON.parse(JSON.stringify(document))).error).toBeUndefined();
  expect(document.decisions).toHaveLength(9);
});
