/** What `perennial eval` can run. A suite measures; it changes nothing outside of folders it makes for itself. */
import { actSuite } from './act/act-suite.ts';
import { alignSuite } from './align/align-suite.ts';
import { canariesSuite } from './canaries/canaries-suite.ts';
import { crashSuite } from './crash/crash-suite.ts';
import { itemsSuite } from './items/items-suite.ts';
import { linksSuite } from './links/links-suite.ts';
import { livesSuite } from './lives/lives-suite.ts';
import { promptsSuite } from './prompts/prompts-suite.ts';
import { repairSuite } from './repair/repair-suite.ts';
import { responsesSuite } from './responses/responses-suite.ts';
import { roundSuite } from './round/round-suite.ts';
import { routingSuite } from './routing/routing-suite.ts';
import { sampleSuite } from './sample-suite.ts';
import type { Suite, SuiteDoors, SuiteOptions, SuiteResult } from './suite.ts';
import { truthSuite } from './truth/truth-suite.ts';

export const suites: Suite[] = [
  sampleSuite,
  roundSuite,
  crashSuite,
  livesSuite,
  actSuite,
  repairSuite,
  alignSuite,
  canariesSuite,
  responsesSuite,
  routingSuite,
  promptsSuite,
  linksSuite,
  itemsSuite,
  truthSuite,
];

/**
 * @throws where there is no suite of that name
 */
export async function runSuite(name: string, options: SuiteOptions, doors: SuiteDoors): Promise<SuiteResult> {
  const suite = suites.find((candidate) => candidate.name === name);
  if (!suite) throw new Error(`There is no suite "${name}"; there is ${suites.map((known) => known.name).join(', ')}.`);
  return suite.run(options, doors);
}
