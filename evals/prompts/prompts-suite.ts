/** `perennial eval prompts`: each prompt on its cases, held against the recorded baseline. */
import type { Suite } from '../suite.ts';
import { compare, readBaseline } from './baseline.ts';
import { type Measurement, measurePrompts, readCases } from './measure.ts';

export const promptsSuite: Suite = {
  name: 'prompts',
  describe: 'quality, bias and cost of every prompt against a recorded baseline (--data: another folder of prompts)',
  async run({ dataDir, json, log }) {
    const measured = await measurePrompts({
      env: process.env,
      cases: readCases(),
      ...(dataDir === undefined ? {} : { promptsDir: dataDir }),
      log,
    });
    const { regressions, uncompared } = compare(measured.prompts, readBaseline(), measured.cutShort);
    if (!json) {
      for (const [id, { version, ownTokens, asked }] of Object.entries(measured.prompts)) {
        const answers = asked
          ? `${asked.right} of ${asked.cases} right, ${asked.same} of ${asked.variants} the same with other people and places, $${asked.dollars.toFixed(5)} a call on ${asked.model}`
          : 'answers not measured';
        log(`${id}@${version}: about ${ownTokens} tokens of its own; ${answers}`);
      }
      for (const line of uncompared) log(`Not compared: ${line}.`);
      if (measured.unmeasured) log(`Not measured: quality, bias and cost of answers. ${measured.unmeasured}`);
      for (const { prompt, kind, says } of regressions) log(`WORSE: ${prompt}, ${kind}: ${says}`);
      if (regressions.length === 0) log(goodNews(measured));
    }
    return {
      verdict: regressions.length > 0 ? 'failed' : 'measured',
      document: { suite: 'prompts', ...measured, regressions, uncompared },
    };
  },
};

/** What can be said where nothing is worse: no more than was measured. */
export function goodNews({ unmeasured, cutShort }: Pick<Measurement, 'unmeasured' | 'cutShort'>): string {
  const left = Object.keys(cutShort).length;
  if (left > 0) return `Nothing that was measured to the end has become worse; ${left} of the prompts were not.`;
  return unmeasured ? 'No prompt has grown.' : 'Nothing has become worse.';
}
