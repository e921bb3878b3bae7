/** The rarer flaws: planted into sound items, each beside a look-alike, drawn by a seed. */
import { quizExample } from '../../agents/assessment/example-course.ts';
import { seeded } from '../../agents/assessment/psychometrics/random.ts';
import { type Flaw, flawNames, flaws } from './flaws.ts';
import { lookAt } from './look.ts';
import { type PlantItem, plants, soundItems } from './plants.ts';

export interface PlantFigures {
  flaw: Flaw;
  plants: number;
  found: number;
  lookAlikes: number;
  falseAlarms: number;
  /** Questions of plants that were missed, and of look-alikes that were flagged. */
  missed: string[];
  flagged: string[];
}

async function rulesOn(item: PlantItem): Promise<Set<string>> {
  const example = quizExample([{ stem: item.stem, options: item.options, key: [item.key] }]);
  const [seen] = (await lookAt(example.course.course)).values();
  return seen?.rules ?? new Set();
}

/** @param n plants, and look-alikes, a flaw */
export async function plantFigures(n: number, seed: number): Promise<PlantFigures[]> {
  const random = seeded(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const figures: PlantFigures[] = [];
  for (const flaw of flawNames) {
    const own: PlantFigures = { flaw, plants: n, found: 0, lookAlikes: n, falseAlarms: 0, missed: [], flagged: [] };
    const rules: readonly string[] = flaws[flaw];
    for (let at = 0; at < n; at += 1) {
      const flawed = plants[flaw].flawed(pick(soundItems), pick);
      const sound = plants[flaw].sound(pick(soundItems), pick);
      const [on, off] = [await rulesOn(flawed), await rulesOn(sound)];
      if (rules.some((rule) => on.has(rule))) own.found += 1;
      else own.missed.push(`${flawed.stem} ${flawed.options.join(' / ')}`);
      if (rules.some((rule) => off.has(rule))) {
        own.falseAlarms += 1;
        own.flagged.push(`${sound.stem} ${sound.options.join(' / ')}`);
      }
    }
    figures.push({ ...own, missed: [...new Set(own.missed)], flagged: [...new Set(own.flagged)] });
  }
  return figures;
}

/** Sound items that any rule flags. */
export async function flaggedSound(): Promise<string[]> {
  const flagged: string[] = [];
  for (const item of soundItems) {
    const rules = await rulesOn(item);
    if (rules.size > 0) flagged.push(`${item.stem} (${[...rules].join(', ')})`);
  }
  return flagged;
}
