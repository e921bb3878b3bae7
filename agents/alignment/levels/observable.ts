/** Whether an outcome names something that can be seen or heard, and if not, the wording that is surely meant. */
import { readOutcome, verbLevel } from './bloom.ts';

export type Observability =
  | { kind: 'observable' }
  /** No verb that is known either way: nothing is claimed. */
  | { kind: 'unknown' }
  | {
      kind: 'unobservable';
      /** The words that cannot be observed, as they stand in the text. */
      phrase: string;
      /** Whole outcome in an observable wording; null where only the author can know it. */
      wording: string | null;
      /** `sure`: the performance was there already ("know how to plot" → "plot"); `usual`: knowing that is shown by explaining. */
      ground: 'sure' | 'usual' | null;
    };

const headPattern = new RegExp(
  [
    /(?:fully |deeply |better |really )?(?:understand|comprehend|grasp|know|appreciate|learn)(?: about| of)?\b/.source,
    /(?:be|become) (?:more )?(?:aware of|familiar with|acquainted with|introduced to|exposed to|conscious of)\b/.source,
    /(?:familiari[sz]e|acquaint) (?:yourself|themselves|oneself) with\b/.source,
    /(?:gain|have|develop|acquire|get|build|obtain) (?:an? |some |the )?(?:\w+ ){0,2}?(?:understanding|knowledge|awareness|appreciation|familiarity|grasp|insights?|feel|sense) (?:of|into|about|for|with)\b/
      .source,
    /(?:an? )?(?:\w+ )?(?:understanding|knowledge|awareness) of\b/.source,
  ].join('|'),
  'i',
);

/** Words after which a performance is named all the same. */
const performed =
  /\b(?:by \w+ing|well enough to|so (?:that )?(?:you|they|learners|students) can|in order to|\w+ and (?:be able to|demonstrate|explain|describe|apply|use))\b/i;

const nounsExplained =
  /^(?:the |some |different |main |key |various )*(?:differences?|purpose|role|reasons?|relationships?|relation|advantages?|disadvantages?|benefits?|drawbacks?|meaning|importance|causes?|effects?|consequences|pros and cons|trade-?offs?|limits|limitations)\b/i;

const clause = /^(?:how|why|what|when|where|which|who)\b/i;

/**
 * Judges the phrase, not the word: "Explain how computers understand text" and "Show an understanding of X by solving…" are
 * observable. English only.
 */
export function observability(text: string): Observability {
  const { lead, body, verb } = readOutcome(text);
  if (verb) return { kind: 'observable' };
  const head = headPattern.exec(body);
  if (head?.index !== 0) return { kind: 'unknown' };
  const phrase = head[0];
  const rest = body.slice(phrase.length).trim();
  // "Know your audience" and the like: an imperative of its own, not knowledge of a subject.
  if (rest === '' || performed.test(rest)) return { kind: 'unknown' };
  const reworded = wordingOf(rest);
  return {
    kind: 'unobservable',
    phrase,
    wording: reworded ? joined(lead, reworded.text, body) : null,
    ground: reworded?.ground ?? null,
  };
}

function wordingOf(rest: string): { text: string; ground: 'sure' | 'usual' } | null {
  const performance = /^(?:how )?to (\p{L}+)\b/iu.exec(rest);
  if (performance) {
    const inward = /^(?:understand|know|learn|be|become|appreciate|think|feel|grasp|comprehend)$/i.test(performance[1]!);
    return inward ? null : { text: rest.replace(/^(?:how )?to /i, ''), ground: 'sure' };
  }
  const joined = /^and (?=(\p{L}+)\b)/iu.exec(rest);
  if (joined) return verbLevel(joined[1]!) ? { text: rest.slice(joined[0].length), ground: 'sure' } : null;
  if (clause.test(rest) || nounsExplained.test(rest)) return { text: `explain ${rest}`, ground: 'usual' };
  return null;
}

function joined(lead: string, wording: string, original: string): string {
  const modal = /\b(?:will|should|can|shall)\s+$/i.test(lead) && !/\bcan\s+$/i.test(lead);
  const text = `${modal ? 'be able to ' : ''}${wording}`;
  const capital = /^\p{Lu}/u.test(original);
  return lead + (capital ? text[0]!.toUpperCase() + text.slice(1) : text[0]!.toLowerCase() + text.slice(1));
}
