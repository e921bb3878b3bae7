/** The real contradiction that an editor described by hand (proposal A): found, mended in four places, and proved by runs. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleCourse } from '../../agents/assessment/example-course.ts';
import type { LessonContext } from '../../agents/context.ts';
import { identify } from '../../agents/fingerprint.ts';
import type { Sandbox } from '../../tools/sandbox/sandbox.ts';
import { findingsOf, rules } from './score-truth.ts';

export interface GoldScore {
  lessons: number;
  /** Findings of the rules that run code, over all lessons: to be read by eye. */
  findings: { lesson: string; line: number; rule: string; severity: string; message: string }[];
  /** The mended lines of the one critical proposal, with what its runs showed. */
  proposal: { lines: number[]; runs: string[] } | null;
}

const folder = 'python-novice-inflammation/episodes';

/** @returns null where the library has no such course */
export async function scoreGold(library: string, sandbox: Sandbox): Promise<GoldScore | null> {
  const path = join(library, folder);
  if (!existsSync(path)) return null;
  const names = readdirSync(path)
    .filter((name) => name.endsWith('.md'))
    .sort();
  const example = exampleCourse({
    lessons: Object.fromEntries(names.map((name) => [name, readFileSync(join(path, name), 'utf8')])),
  });
  const score: GoldScore = { lessons: names.length, findings: [], proposal: null };
  for (const [at, name] of names.entries()) {
    const context: LessonContext = { ...example.lesson(at), sandbox };
    const text = example.files.get(name) ?? '';
    const line = (offset: number) => text.slice(0, offset).split('\n').length;
    for (const rule of rules) {
      const found = identify(await findingsOf(rule, context), {
        agent: 'assessment',
        lesson: name,
        source: (own) => (own === name ? { text, sha256: '' } : null),
      });
      for (const finding of found) {
        const { severity, message } = finding;
        score.findings.push({ lesson: name, line: line(finding.range.start), rule: rule.meta.id, severity, message });
        const draft = await rule.repair?.(finding, context);
        if (rule.meta.id !== 'option-strings-mismatch' || !draft) continue;
        const runs = draft.evidence.filter((one) => one.kind === 'run').map((one) => one.text);
        score.proposal = { lines: draft.edits.map((edit) => line(edit.start)), runs };
      }
    }
  }
  return score;
}

/** Four edits, and a run that crashed before and prints what the task prints after. */
export function isGold({ proposal }: GoldScore): boolean {
  return (
    proposal !== null &&
    proposal.lines.length === 4 &&
    proposal.runs.some((run) => / before: \w+Error/u.test(run)) &&
    proposal.runs.some((run) => / after: (-?[\d.]+); printed: \1\.$/u.test(run))
  );
}
