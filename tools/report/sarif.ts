/** SARIF 2.1.0 (OASIS), for code hosts and editors that show findings at their lines. */
import type { Finding, Severity } from '../../agents/contract.ts';
import { Sources } from './places.ts';

export interface ExportInput {
  findings: readonly Finding[];
  sources: (path: string) => string | null;
  toolVersion: string;
  /** Title and source of a rule, where known. */
  rules?: ReadonlyMap<string, { title: string; source: string; version: string }>;
  /** Lessons and rules that could not be looked at: no one may take their silence for "clean". */
  notScanned?: readonly { path: string; reason: string }[];
}

const levels: Record<Severity, 'error' | 'warning' | 'note'> = {
  critical: 'error',
  serious: 'error',
  moderate: 'warning',
  minor: 'note',
};

/** A relative path as a URI reference. */
export function pathUri(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** Columns count UTF-16 code units, as `columnKind` says. */
function region(finding: Finding, sources: Sources) {
  const file = sources.file(finding.range.path);
  if (!file || finding.range.end > file.text.length)
    return { charOffset: finding.range.start, charLength: finding.range.end - finding.range.start };
  const place = sources.place(finding.range);
  const column = (offset: number, line: number) => offset - (file.starts[line - 1] ?? 0) + 1;
  return {
    startLine: place.line,
    startColumn: column(finding.range.start, place.line),
    endLine: place.endLine,
    endColumn: column(finding.range.end, place.endLine),
    charOffset: finding.range.start,
    charLength: finding.range.end - finding.range.start,
    ...(finding.quote ? { snippet: { text: finding.quote } } : {}),
  };
}

/** The findings as a SARIF log; pure. `needs-review` becomes kind `review`, never a failure. */
export function sarifDocument(input: ExportInput) {
  const { findings } = input;
  const sources = new Sources(input.sources);
  const ruleIds = [...new Set(findings.map((finding) => finding.rule))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0' as const,
    runs: [
      {
        tool: {
          driver: {
            name: 'Perennial',
            semanticVersion: input.toolVersion,
            rules: ruleIds.map((id) => {
              const rule = input.rules?.get(id);
              const sample = findings.find((finding) => finding.rule === id);
              return {
                id,
                ...(rule ? { shortDescription: { text: rule.title }, help: { text: rule.source } } : {}),
                defaultConfiguration: { level: levels[sample?.severity ?? 'minor'] },
                properties: { agent: sample?.agent ?? '', tags: (sample?.wcag ?? []).map((criterion) => `wcag-${criterion}`) },
              };
            }),
          },
        },
        columnKind: 'utf16CodeUnits' as const,
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: (input.notScanned ?? []).map((entry) => ({
              level: 'warning' as const,
              message: { text: `Not scanned: ${entry.reason}` },
              locations: [{ physicalLocation: { artifactLocation: { uri: pathUri(entry.path) } } }],
            })),
          },
        ],
        results: findings.map((finding) => ({
          ruleId: finding.rule,
          ruleIndex: ruleIds.indexOf(finding.rule),
          kind: finding.certainty === 'fails' ? ('fail' as const) : ('review' as const),
          level: finding.certainty === 'fails' ? levels[finding.severity] : ('none' as const),
          message: { text: finding.question ? `${finding.message} ${finding.question}` : finding.message },
          locations: [
            { physicalLocation: { artifactLocation: { uri: pathUri(finding.range.path) }, region: region(finding, sources) } },
          ],
          partialFingerprints: { 'perennial/v1': finding.fingerprint },
          properties: {
            id: finding.id,
            agent: finding.agent,
            severity: finding.severity,
            lesson: finding.lesson,
            wcag: finding.wcag ?? [],
          },
        })),
      },
    ],
  };
}
