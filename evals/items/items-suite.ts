/** `perennial eval items`: the 19 item-writing flaws, on items labelled by hand and on planted ones. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig, parseConfig } from '../../tools/config/load.ts';
import type { Course } from '../../tools/library/lesson.ts';
import { readLibrary } from '../../tools/library/read.ts';
import type { Suite } from '../suite.ts';
import { enough, type LabelledFigures, labelledFigures } from './labelled.ts';
import { readLabels } from './labels.ts';
import { flaggedSound, type PlantFigures, plantFigures } from './planted.ts';

const ownLibrary = fileURLToPath(new URL('../../content', import.meta.url));
const realLibrary = fileURLToPath(new URL('../../../shared/library', import.meta.url));
const defaults = { n: 20, seed: 19 };

/** The bars of issue 5. */
const bars = { macroF1: 0.85, cleanFlagged: 0.05 };

export const itemsSuite: Suite = {
  name: 'items',
  describe: 'the 19 item-writing flaws on labelled items and on plants with look-alikes (--data: the labelled library)',
  async run(options) {
    const courses = await coursesAt(options.dataDir ?? realLibrary, options.log);
    const labelled = await labelledFigures(courses, readLabels());
    const planted = await plantFigures(options.n ?? defaults.n, options.seed ?? defaults.seed);
    const sound = await flaggedSound();
    const cleanShare = labelled.clean.items === 0 ? 0 : labelled.clean.flagged.length / labelled.clean.items;
    if (!options.json) {
      options.log(labelledTable(labelled, cleanShare));
      options.log(plantedTable(planted));
      for (const own of sound) options.log(`Sound and flagged: ${own}`);
    }
    // With the sample library alone no flaw has positives enough to be averaged.
    const held = (labelled.macroF1 ?? 1) >= bars.macroF1 && (labelled.absent.length > 0 || cleanShare <= bars.cleanFlagged);
    return {
      verdict: held ? 'measured' : 'failed',
      document: { suite: 'items', bars, labelled: { ...labelled, cleanShare }, planted, flaggedSound: sound },
    };
  },
};

async function coursesAt(real: string, log: (line: string) => void): Promise<Course[]> {
  const own = (await readLibrary(ownLibrary, loadConfig(ownLibrary).config)).courses;
  if (!existsSync(real)) {
    log(`There is no library at ${real}: only the sample library's items are measured. Name one with --data.`);
    return own;
  }
  const config = existsSync(join(real, 'perennial.config.yaml')) ? loadConfig(real).config : parseConfig('version: 1\n');
  return [...(await readLibrary(real, config)).courses, ...own];
}

const figure = (value: number | null): string => (value === null ? '–' : value.toFixed(2));

function labelledTable(figures: LabelledFigures, cleanShare: number): string {
  const rows = figures.flaws.map(
    (own) =>
      `${own.flaw.padEnd(24)} ${String(own.positives).padStart(9)} ${String(own.hit).padStart(5)} ${String(own.missed).padStart(6)} ${String(own.extra).padStart(5)}  ${figure(own.f1).padStart(4)}  ${figure(own.kappa).padStart(5)}`,
  );
  return [
    `${figures.items} labelled items${figures.absent.length > 0 ? `, ${figures.absent.length} more not at hand or changed` : ''}`,
    'flaw                     positives found missed extra    F1  kappa',
    ...rows,
    `macro-F1 over flaws with ${enough} positives or more: ${figure(figures.macroF1)}; kappa over all flaws: ${figure(figures.kappa)}`,
    `clean items flagged: ${figures.clean.flagged.length} of ${figures.clean.items} (${(100 * cleanShare).toFixed(1)}%)`,
    ...figures.clean.flagged.map((own) => `  ${own}`),
    '',
  ].join('\n');
}

function plantedTable(figures: PlantFigures[]): string {
  return [
    'planted                  found      look-alikes flagged',
    ...figures.map(
      (own) => `${own.flaw.padEnd(24)} ${`${own.found} of ${own.plants}`.padEnd(10)} ${own.falseAlarms} of ${own.lookAlikes}`,
    ),
    ...figures.flatMap((own) => [
      ...own.missed.map((text) => `  missed (${own.flaw}): ${text}`),
      ...own.flagged.map((text) => `  flagged (${own.flaw}): ${text}`),
    ]),
  ].join('\n');
}
