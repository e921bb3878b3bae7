/** The link checker against a small web that misbehaves: false alarms and recall over hundreds of links whose truth is known. */
import { setMaxListeners } from 'node:events';
import { seeded } from '../../agents/assessment/psychometrics/random.ts';
import { askable } from '../../tools/links/askable.ts';
import { checkLinks } from '../../tools/links/check.ts';
import { openRequester } from '../../tools/links/request.ts';
import type { LinkVerdict } from '../../tools/links/state.ts';
import type { Suite } from '../suite.ts';
import { behaviours, openMisbehavingWeb, type Truth } from './misbehaving-web.ts';

/** Share of links that are there and are called dead or moved; the bar of the issue. */
const bar = 0.01;

export interface LinkScore {
  links: number;
  requests: number;
  /** Links called dead or moved that are not. */
  falseAlarms: { address: string; said: LinkVerdict }[];
  falseAlarmRate: number;
  recall: Record<'dead' | 'moved', { found: number; of: number }>;
  byBehaviour: { behaviour: string; truth: Truth; verdicts: Partial<Record<LinkVerdict, number>> }[];
  trespasses: string[];
}

function shuffled<T>(list: T[], seed: number): T[] {
  const random = seeded(seed);
  return list
    .map((value) => ({ value, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value);
}

function unstopped(): AbortSignal {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  return signal;
}

/** @param each links a behaviour */
export async function scoreLinks(each: number, seed: number): Promise<LinkScore> {
  const web = await openMisbehavingWeb();
  const cases = [
    ...behaviours.map(({ name, truth }) => ({ name, truth })),
    { name: 'limited', truth: 'alive' as Truth },
    { name: 'limited-retry', truth: 'alive' as Truth },
    { name: 'robots-404', truth: 'alive' as Truth },
  ].flatMap(({ name, truth }) => Array.from({ length: each }, (_, n) => ({ name, truth, address: web.address(name, n) })));
  for (let n = 0; n < each; n++)
    cases.push({ name: 'no-such-host', truth: 'dead', address: `http://nowhere-${n}.web.test:${web.port}/x` });
  const order = shuffled(cases, seed);
  // The sites lie on this machine, so they must be allowed by name; everything else on it stays forbidden, as for an editor.
  const allowHosts = order.map(({ address }) => new URL(address).host);
  const requester = openRequester({ allowHosts, timeoutMs: 3000, lookup: web.lookup });
  try {
    const addresses = order.flatMap(({ address }) => askable(address, allowHosts) ?? []);
    const { verdicts } = await checkLinks(addresses, {
      requester,
      hostsAtOnce: 32,
      pauseMs: 0,
      laterMs: 50,
      limitMs: 600_000,
      signal: unstopped(),
    });
    return scored(order, (address) => verdicts.get(address)?.verdict ?? 'unknown', web.requests(), web.trespasses());
  } finally {
    requester.close();
    await web.close();
  }
}

function scored(
  cases: { name: string; truth: Truth; address: string }[],
  said: (address: string) => LinkVerdict,
  requests: number,
  trespasses: string[],
): LinkScore {
  const alarms = cases
    .map(({ truth, address }) => ({ truth, address, said: said(address) }))
    .filter((one) => (one.said === 'dead' || one.said === 'moved') && one.said !== one.truth);
  const recall = (truth: 'dead' | 'moved') => {
    const own = cases.filter((one) => one.truth === truth);
    return { found: own.filter(({ address }) => said(address) === truth).length, of: own.length };
  };
  return {
    links: cases.length,
    requests,
    falseAlarms: alarms.map(({ address, said: verdict }) => ({ address, said: verdict })),
    falseAlarmRate: alarms.length / cases.length,
    recall: { dead: recall('dead'), moved: recall('moved') },
    byBehaviour: [...new Set(cases.map(({ name }) => name))].sort().map((behaviour) => {
      const own = cases.filter(({ name }) => name === behaviour);
      const verdicts: Partial<Record<LinkVerdict, number>> = {};
      for (const { address } of own) verdicts[said(address)] = (verdicts[said(address)] ?? 0) + 1;
      return { behaviour, truth: own[0]?.truth ?? 'alive', verdicts };
    }),
    trespasses,
  };
}

export const linksSuite: Suite = {
  name: 'links',
  describe: 'the link checker against a local web that misbehaves: false alarms, recall of dead and moved links',
  /** `n`: links in all, rounded up to whole rounds of every behaviour (default 500). */
  async run(options) {
    const rounds = Math.max(1, Math.ceil((options.n ?? 500) / (behaviours.length + 4)));
    const score = await scoreLinks(rounds, options.seed ?? 1);
    if (!options.json) {
      for (const { behaviour, truth, verdicts } of score.byBehaviour)
        options.log(
          `${behaviour.padEnd(22)} ${truth.padEnd(6)} ${Object.entries(verdicts)
            .map(([verdict, n]) => `${verdict} ${n}`)
            .join(', ')}`,
        );
      options.log(
        `${score.links} links, ${score.requests} requests: ${score.falseAlarms.length} false alarms (${(100 * score.falseAlarmRate).toFixed(2)}%, bar 1%); dead found ${score.recall.dead.found} of ${score.recall.dead.of}, moved ${score.recall.moved.found} of ${score.recall.moved.of}; ${score.trespasses.length} requests where none may go.`,
      );
    }
    const failed = score.falseAlarmRate >= bar || score.trespasses.length > 0 || score.recall.dead.found < score.recall.dead.of;
    return { verdict: failed ? 'failed' : 'measured', document: { suite: 'links', ...score } };
  },
};
