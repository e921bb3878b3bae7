/** EARL 1.0 (W3C) as JSON-LD: one assertion a finding; what needs a person is `cantTell`, what was not looked at `untested`. */

import { Sources } from './places.ts';
import { type ExportInput, pathUri } from './sarif.ts';
import { criterionUrl, criteria as knownCriteria } from './wcag.ts';

const context = {
  earl: 'http://www.w3.org/ns/earl#',
  dct: 'http://purl.org/dc/terms/',
  doap: 'http://usefulinc.com/ns/doap#',
  ptr: 'http://www.w3.org/2009/pointers#',
  foaf: 'http://xmlns.com/foaf/0.1/',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  // Without a base, readers drop every relative address. The library has none of its own.
  '@base': 'https://library.invalid/',
};

/** @param date ISO time of the run. */
export function earlDocument(input: ExportInput & { date: string }) {
  const { findings } = input;
  const asserter = '_:perennial';
  const subjects = new Set([
    ...findings.map((finding) => finding.range.path),
    ...(input.notScanned ?? []).map((entry) => entry.path),
  ]);
  const criteria = new Set(findings.flatMap((finding) => finding.wcag ?? []));
  const rules = new Set(findings.map((finding) => finding.rule));
  const when = { 'dct:date': { '@type': 'xsd:dateTime', '@value': input.date } };
  const sources = new Sources(input.sources);
  const assertions = findings.map((finding) => ({
    '@type': 'earl:Assertion',
    'earl:assertedBy': { '@id': asserter },
    'earl:mode': { '@id': finding.certainty === 'fails' ? 'earl:automatic' : 'earl:semiAuto' },
    'earl:subject': { '@id': pathUri(finding.range.path) },
    'earl:test': { '@id': `_:rule-${finding.rule}` },
    'earl:result': {
      '@type': 'earl:TestResult',
      'earl:outcome': { '@id': finding.certainty === 'fails' ? 'earl:failed' : 'earl:cantTell' },
      'dct:description': finding.message,
      ...(finding.question ? { 'earl:info': finding.question } : {}),
      ...when,
      'earl:pointer': [
        {
          '@type': 'ptr:LineCharPointer',
          'ptr:lineNumber': sources.place(finding.range).line,
          'ptr:reference': { '@id': pathUri(finding.range.path) },
        },
        {
          '@type': 'ptr:CharOffsetCompoundPointer',
          'ptr:startPointer': { '@type': 'ptr:OffsetPointer', 'ptr:offset': finding.range.start },
          'ptr:charOffset': finding.range.end - finding.range.start,
        },
      ],
    },
    'dct:identifier': finding.id,
  }));
  const untested = (input.notScanned ?? []).map((entry) => ({
    '@type': 'earl:Assertion',
    'earl:assertedBy': { '@id': asserter },
    'earl:mode': { '@id': 'earl:automatic' },
    'earl:subject': { '@id': pathUri(entry.path) },
    'earl:test': { '@id': '_:all' },
    'earl:result': {
      '@type': 'earl:TestResult',
      'earl:outcome': { '@id': 'earl:untested' },
      'dct:description': entry.reason,
      ...when,
    },
  }));
  return {
    '@context': context,
    '@graph': [
      {
        '@id': asserter,
        '@type': ['earl:Assertor', 'earl:Software'],
        'dct:title': 'Perennial',
        'doap:release': { 'doap:revision': input.toolVersion },
      },
      ...[...subjects].map((path) => ({ '@id': pathUri(path), '@type': 'earl:TestSubject', 'dct:title': path })),
      ...(untested.length > 0 ? [{ '@id': '_:all', '@type': 'earl:TestRequirement', 'dct:title': 'Every rule' }] : []),
      ...[...rules].map((rule) => ({
        '@id': `_:rule-${rule}`,
        '@type': 'earl:TestCase',
        'dct:title': input.rules?.get(rule)?.title ?? rule,
        'dct:isPartOf': [
          ...new Set(findings.filter((finding) => finding.rule === rule).flatMap((finding) => finding.wcag ?? [])),
        ].map((criterion) => ({ '@id': criterionUrl(criterion) })),
      })),
      ...[...criteria].map((criterion) => ({
        '@id': criterionUrl(criterion),
        '@type': 'earl:TestCriterion',
        'dct:title': `${criterion} ${knownCriteria[criterion]?.[0] ?? ''}`.trim(),
      })),
      ...assertions,
      ...untested,
    ],
  };
}
