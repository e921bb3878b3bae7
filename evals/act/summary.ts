/** The figures of a run, as one JSON document. */
import type { ActRun } from './act-suite.ts';
import { type Count, classOf, count, grouped, isAsked, isFlagged, type Judged } from './score-act.ts';

export interface ActSummary {
  suite: 'act';
  pages: { all: number; failing: number; others: number; notScanned: string[] };
  all: Count;
  axeAlone: Count;
  /** Failing pages nobody flagged where a person is asked about the right criterion, and other pages where one is asked. */
  asked: { failing: number; others: number };
  /**
   * With a model. `reach`: failing pages that the rules flag, or where the right question, with all it takes, came to the model;
   * `falseAlarms` of it: others that a model would flag which calls everything a failure. `byModel`: failing pages only a model could flag.
   */
  model: { reach: Count; byModel: number; requests: number };
  byClass: Record<string, { all: Count; axeAlone: Count; reach: Count }>;
  byEngine: Record<string, Count>;
  byRule: { rule: string; name: string; class: string; all: Count; axeAlone: Count; reach: Count; asked: number }[];
  byOwnRule: Record<string, Count>;
  falseAlarms: { rule: string; title: string; path: string; by: string[] }[];
  missed: { rule: string; title: string; path: string; asked: 'yes' | 'no'; reached: 'yes' | 'no' }[];
  failedRules: ActRun['failedRules'];
}

export function summary({ judged, axeAlone, alwaysFails, requests, failedRules }: ActRun): ActSummary {
  const counted = judged.filter(({ page }) => page.criteria.length > 0);
  const all = count(judged);
  const axeOf = new Map(axeAlone.map((one) => [one.page, one]));
  const axe = (pages: Judged[]) => count(pages.map(({ page }) => axeOf.get(page)!));
  const readOf = new Map(alwaysFails.map((one) => [one.page, one]));
  const everyFinding = counted.flatMap(({ fails }) => fails);
  const only = (key: 'by' | 'rule'): Record<string, Count> => {
    const found: Record<string, Count> = {};
    for (const value of [...new Set(everyFinding.map((finding) => finding[key]))].sort()) {
      const counted = count(judged, (finding) => finding[key] === value);
      if (key === 'by' || counted.flagged + counted.falseAlarms > 0) found[value] = counted;
    }
    return found;
  };
  const byClass = Object.fromEntries(
    [...grouped(judged, ({ ruleName }) => classOf(ruleName))].map(([name, pages]) => [
      name,
      { all: count(pages), axeAlone: axe(pages), reach: count(pages.map(({ page }) => readOf.get(page)!)) },
    ]),
  );
  const silent = (one: Judged) => !isFlagged(one, () => true);
  return {
    suite: 'act',
    pages: {
      all: judged.length,
      failing: all.failing,
      others: all.others,
      notScanned: judged.filter(({ outcome }) => outcome === 'not-scanned').map(({ page }) => page.path),
    },
    all,
    axeAlone: count(axeAlone),
    asked: {
      failing: counted.filter((one) => one.page.expected === 'failed' && silent(one) && isAsked(one)).length,
      others: counted.filter((one) => one.page.expected !== 'failed' && isAsked(one)).length,
    },
    model: {
      reach: count(alwaysFails),
      byModel: counted.filter(
        (one) => one.page.expected === 'failed' && silent(one) && isFlagged(readOf.get(one.page)!, () => true),
      ).length,
      requests,
    },
    byClass,
    byEngine: only('by'),
    byRule: [...grouped(judged, ({ rule }) => rule)].map(([rule, pages]) => ({
      rule,
      name: pages[0]!.page.ruleName,
      class: classOf(pages[0]!.page.ruleName),
      all: count(pages),
      axeAlone: axe(pages),
      reach: count(pages.map(({ page }) => readOf.get(page)!)),
      asked: pages.filter((one) => one.page.expected === 'failed' && silent(one) && isAsked(one)).length,
    })),
    byOwnRule: only('rule'),
    falseAlarms: counted
      .filter((one) => one.page.expected !== 'failed' && !silent(one))
      .map(({ page, fails }) => ({
        rule: page.rule,
        title: page.title,
        path: page.path,
        by: [
          ...new Set(
            fails
              .filter(({ criteria }) => criteria.some((one) => page.criteria.includes(one)))
              .map(({ by, rule }) => `${rule} (${by})`),
          ),
        ],
      })),
    missed: counted
      .filter((one) => one.page.expected === 'failed' && silent(one))
      .map((one) => ({
        ...{ rule: one.page.rule, title: one.page.title, path: one.page.path },
        asked: isAsked(one) ? ('yes' as const) : ('no' as const),
        reached: isFlagged(readOf.get(one.page)!, () => true) ? ('yes' as const) : ('no' as const),
      })),
    failedRules,
  };
}
