/** Code against the output printed beside it: recall on planted contradictions, false alarms on look-alikes, and a real one. */
import { fileURLToPath } from 'node:url';
import { seeded } from '../../agents/assessment/psychometrics/random.ts';
import { keptSandbox } from '../../tools/sandbox/kept.ts';
import { openSandbox } from '../../tools/sandbox/open.ts';
import type { Suite } from '../suite.ts';
import { isGold, scoreGold } from './gold.ts';
import { scoreTruth } from './score-truth.ts';

/** The bar: what is planted is found nearly always, and nothing else is called wrong. */
const leastRecall = 0.95;
const shared = fileURLToPath(new URL('../../../shared/library', import.meta.url));

export const truthSuite: Suite = {
  name: 'truth',
  describe:
    'code in lessons, solutions and items against its output, in the sandbox: recall, false alarms, one real contradiction',
  /** `n`: lessons a language (default 10), each with every kind of case once; `dataDir`: the library with the real contradiction. */
  async run(options) {
    const kept = new Map<string, unknown>();
    const sandbox = keptSandbox(openSandbox(), {
      get: <T>(key: string) => (kept.get(key) as T | undefined) ?? null,
      put: (key, value) => void kept.set(key, value),
    });
    const random = seeded(options.seed ?? 1);
    const score = await scoreTruth(options.n ?? 10, (below) => Math.floor(random() * below), sandbox);
    const gold = await scoreGold(options.dataDir ?? shared, sandbox);
    if (!options.json) {
      for (const { truth, language, kind, flagged, of } of score.kinds)
        options.log(`${truth.padEnd(11)} ${language.padEnd(11)} ${kind.padEnd(28)} ${flagged} of ${of} flagged`);
      const { recall, falseAlarms, strays } = score;
      options.log(
        `Found ${recall.found} of ${recall.of} planted; ${falseAlarms.found} false alarms on ${falseAlarms.of} look-alikes, ${strays} findings on neither.`,
      );
      if (!gold) options.log('The real course is not there (../shared/library): skipped.');
      else {
        options.log(
          `The real contradiction: ${isGold(gold) ? `found, lines ${gold.proposal?.lines.join(', ')}` : 'NOT as it should be'}; ${gold.findings.length} findings in ${gold.lessons} lessons:`,
        );
        for (const { lesson, line, severity, message } of gold.findings)
          options.log(`  ${lesson}:${line} ${severity}: ${message}`);
      }
    }
    const failed =
      score.recall.found < leastRecall * score.recall.of ||
      score.falseAlarms.found > 0 ||
      score.strays > 0 ||
      (gold !== null && !isGold(gold));
    return {
      verdict: failed ? 'failed' : 'measured',
      document: { suite: 'truth', ...score, gold: gold ?? 'skipped: the real course is not there' },
    };
  },
};
