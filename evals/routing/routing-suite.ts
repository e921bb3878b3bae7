/**
 * `perennial eval routing`: what small → large routing does, by simulation. Error rates, verification and tokens are assumptions that
 * are printed with the result; no model is asked, so this says what routing would do if they held, and claims no saving.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPrompts } from '../../tools/models/prompt-files.ts';
import type { Suite } from '../suite.ts';
import { routingPlot } from './plot.ts';
import { type Simulated, simulateRouting, type TaskFamily } from './simulation.ts';

/**
 * How well each kind of answer can be verified without a model, as assumed: a wording by its verb and a quotation that must exist; a
 * repaired item by its quotation and all item rules, one written anew by a second reading as well (which refuses more of the right ones
 * too); a practice by its quotation; a verdict on words or on outcomes by its quotation alone; an alternative and the answer to an
 * item hardly at all.
 */
const assumed: Record<string, { caught: number; falseAlarms: number }> = {
  'image-alternative': { caught: 0.2, falseAlarms: 0.02 },
  'judge-outcomes': { caught: 0.3, falseAlarms: 0.05 },
  'judge-words': { caught: 0.3, falseAlarms: 0.05 },
  'observable-outcome': { caught: 0.7, falseAlarms: 0.05 },
  'repair-item': { caught: 0.8, falseAlarms: 0.1 },
  'solve-item': { caught: 0.1, falseAlarms: 0 },
  'write-item': { caught: 0.85, falseAlarms: 0.15 },
  'write-practice': { caught: 0.6, falseAlarms: 0.1 },
};
const otherwise = { caught: 0.5, falseAlarms: 0.05 };

/** One family a prompt: tokens by the length of its instructions and half of the longest material it takes. */
export function families(): TaskFamily[] {
  return [...readPrompts().values()].map((prompt) => {
    const material = Object.values(prompt.inputs).reduce(
      (sum, input) => sum + (input.kind === 'material' ? input.maxLength : 0),
      0,
    );
    const input = Math.round((prompt.instructions.length + prompt.request.length + material / 2) / 4);
    return {
      name: prompt.id,
      tokens: { input, output: Math.round(prompt.maxOutputTokens / 4) },
      ...(assumed[prompt.id] ?? otherwise),
    };
  });
}

export const routingSuite: Suite = {
  name: 'routing',
  describe: 'simulation: verdict loss against cost of asking the small tier first (--data: folder for the plot)',
  async run({ seed = 1, n = 10_000, dataDir, json, log }) {
    const all = families();
    const largeErrorRate = 0.03;
    const lines = simulateRouting(all, { seed, tasks: n, largeErrorRate });
    const svg = routingPlot(lines);
    const folder = dataDir ?? join(tmpdir(), 'perennial-eval');
    mkdirSync(folder, { recursive: true });
    const plot = join(folder, 'routing.svg');
    writeFileSync(plot, svg);
    if (!json) {
      log(
        `Simulation of ${n} tasks a line, seed ${seed}; the large tier is taken to err in ${percent(largeErrorRate)}. Nothing here was measured on a model.`,
      );
      for (const family of all) {
        log(
          `${family.name} (assumed: ${family.tokens.input} tokens in, ${family.tokens.output} out; verification catches ${percent(family.caught)} of wrong answers and refuses ${percent(family.falseAlarms)} of right ones)`,
        );
        log('  small tier errs   wrong shown   loss against large   withheld   escalated   cost a task   of large alone');
        for (const line of lines.filter((one) => one.family === family.name)) log(row(line));
      }
      log(`Plot: ${plot}`);
    }
    return {
      verdict: 'measured',
      document: {
        suite: 'routing',
        kind: 'simulation',
        seed,
        tasks: n,
        largeErrorRate,
        families: all,
        lines: lines.map(withLoss),
        plot,
      },
    };
  },
};

/** Wrong answers shown beyond those the large tier alone would show. */
export function withLoss(line: Simulated): Simulated & { loss: number; costShare: number } {
  return { ...line, loss: line.wrongShown - line.largeAlone.wrongShown, costShare: line.cost / line.largeAlone.cost };
}

function row(line: Simulated): string {
  const { loss, costShare } = withLoss(line);
  const cells: [string, number][] = [
    [percent(line.smallErrorRate), 17],
    [percent(line.wrongShown), 14],
    [`${loss >= 0 ? '+' : ''}${percent(loss)}`, 21],
    [percent(line.withheld), 11],
    [percent(line.escalated), 12],
    [`$${line.cost.toFixed(5)}`, 14],
    [percent(costShare), 17],
  ];
  return cells.map(([text, width]) => text.padStart(width)).join('');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
