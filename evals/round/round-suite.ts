/** Whole rounds on real courses: refresh, approve all, publish, look again, take all back. Every byte is accounted for. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { carried, compareFindings } from '../../agents/compare.ts';
import { agentNames } from '../../agents/contract.ts';
import type { Suite, SuiteDoors, SuiteOptions } from '../suite.ts';
import { differing, expectedAfter, snapshot } from './files.ts';

const ownLibrary = fileURLToPath(new URL('../../content', import.meta.url));

interface Round {
  course: string;
  agents: Record<string, { findings: number; proposals: number }>;
  published: number;
  refused: string[];
  /** Files that differ from the originals by anything but the published edits. */
  unexpected: string[];
  /** Findings that publishing was to mend and that are still there. */
  remaining: string[];
  /** Findings after publishing that were not there before. */
  fresh: string[];
  pagesSecond: number;
  undone: number;
  /** Files that are not as they were, after everything was taken back. */
  notRestored: string[];
}

function git(root: string, ...args: string[]): void {
  execFileSync('git', ['-C', root, '-c', 'user.name=Evaluation', '-c', 'user.email=evaluation@perennial.invalid', ...args], {
    stdio: 'ignore',
  });
}

async function roundOn(source: string, doors: SuiteDoors): Promise<Round> {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-round-'));
  const root = join(folder, basename(source));
  try {
    cpSync(source, root, { recursive: true, filter: (path) => basename(path) !== '.perennial' && basename(path) !== '.git' });
    git(root, 'init', '-q');
    git(root, 'config', 'core.autocrlf', 'false');
    git(root, 'config', 'user.name', 'Evaluation');
    git(root, 'config', 'user.email', 'evaluation@perennial.invalid');
    git(root, 'add', '-A');
    git(root, 'commit', '-q', '-m', 'As it was');
    const originals = snapshot(root);
    const first = await doors.round.refresh(root);
    const again = await doors.round.refresh(root);
    const { published, refused } = await doors.round.publishAll(root);
    const after = snapshot(root);
    const second = await doors.round.refresh(root);
    const mended = first.proposals.flatMap((proposal) => proposal.findings);
    // The words of a finding may have changed with the edit: what counts is the same rule at the same place.
    const before = first.findings.map((finding) => ({
      ...finding,
      range: published.reduce((range, { edits }) => carried(range, edits), finding.range),
    }));
    const comparison = compareFindings(before, second.findings, [], mended);
    const back = await doors.round.undoAll(root);
    return {
      course: basename(source),
      agents: Object.fromEntries(
        agentNames.map((agent) => [
          agent,
          {
            findings: first.findings.filter((finding) => finding.agent === agent).length,
            proposals: first.proposals.filter((proposal) => proposal.agent === agent).length,
          },
        ]),
      ),
      published: published.length,
      refused: [...refused, ...back.refused],
      unexpected: differing(
        expectedAfter(
          originals,
          published.map((one) => one.edits),
        ),
        after,
      ),
      remaining: comparison.remaining.map((finding) => `${finding.rule}: ${finding.message}`),
      fresh: comparison.fresh.map((finding) => `${finding.rule}: ${finding.message}`),
      pagesSecond: again.pages,
      undone: back.undone,
      notRestored: differing(originals, snapshot(root)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function tell(round: Round, log: SuiteOptions['log']): void {
  log(round.course);
  for (const [agent, counts] of Object.entries(round.agents))
    log(`  ${agent.padEnd(14)} ${counts.findings} findings, ${counts.proposals} proposals`);
  log(
    `  published ${round.published}, refused ${round.refused.length}, unchanged second refresh opened ${round.pagesSecond} pages`,
  );
  log(`  files that differ by anything but the published edits: ${round.unexpected.length}`);
  log(`  findings still there after their publication: ${round.remaining.length}; new findings: ${round.fresh.length}`);
  log(`  taken back ${round.undone}; files not as they were after that: ${round.notRestored.length}`);
  for (const line of [...round.refused, ...round.unexpected, ...round.remaining, ...round.fresh, ...round.notRestored])
    log(`    ${line}`);
}

export const roundSuite: Suite = {
  name: 'round',
  describe:
    'whole rounds (refresh, publish all, look again, undo) on every course folder of --data; without it on the sample library',
  async run(options, doors) {
    const sources = options.dataDir
      ? readdirSync(options.dataDir, { withFileTypes: true })
          .filter((entry) => entry.isDirectory())
          .map((entry) => join(options.dataDir ?? '', entry.name))
      : [ownLibrary];
    const rounds: Round[] = [];
    for (const source of sources) {
      const round = await roundOn(source, doors);
      rounds.push(round);
      if (!options.json) tell(round, options.log);
    }
    const sound = rounds.every(
      (round) =>
        round.refused.length +
          round.unexpected.length +
          round.remaining.length +
          round.fresh.length +
          round.notRestored.length +
          round.pagesSecond ===
        0,
    );
    return { verdict: sound ? 'measured' : 'failed', document: { suite: 'round', rounds } };
  },
};
