/** What came of one run that no person started: a line in the library's own history, and in words. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../../tools/publish/atomic.ts';
import { count } from '../../tools/terminal/terminal.ts';

const NightRecord = z.object({
  /** Null where a changed file asked for it. */
  schedule: z.string().nullable(),
  /** The due time it stands for; of a change, when it was seen. */
  due: z.string(),
  why: z.enum(['schedule', 'catch-up', 'change']),
  startedAt: z.string(),
  finishedAt: z.string(),
  /** Day in the schedule's zone. */
  day: z.string(),
  /** `partial`: a limit was reached; `failed`: tried until the attempts were used up. */
  result: z.enum(['done', 'partial', 'failed']),
  reason: z.string().nullable(),
  /** `quiet`: nothing new for a person. */
  news: z.enum(['quiet', 'news']),
  /** Folder of the dated report, relative to `.perennial`; null where the night was quiet or failed. */
  report: z.string().nullable(),
  library: z.string(),
  lessons: z.object({ looked: z.number(), unchanged: z.number() }),
  notScanned: z.array(z.object({ path: z.string(), reason: z.string() })),
  /** Proposals that came before a person in this run. */
  fresh: z.number(),
  decisions: z.number(),
  minutes: z.number(),
  /** Publications since the run before. */
  published: z.number(),
  /** US dollars. */
  cost: z.number(),
  /** When the oldest proposal that waits was made. */
  oldest: z.string().nullable(),
});
export type NightRecord = z.infer<typeof NightRecord>;

const historyFile = (own: string) => join(own, 'runs.jsonl');

/** Reads a history where its file is another than it was; what it gives out is not to be changed. */
export function historyReader(own: string): () => readonly NightRecord[] {
  let known: { state: string; records: readonly NightRecord[] } | null = null;
  return () => {
    const stats = statSync(historyFile(own), { bigint: true, throwIfNoEntry: false });
    const state = stats ? [stats.ino, stats.size, stats.mtimeNs].join(' ') : 'none';
    if (known?.state !== state) known = { state, records: history(own) };
    return known.records;
  };
}

/** Oldest first. A last line that a crash cut off is no record; any other broken line is passed over too, its neighbours kept. */
export function history(own: string): NightRecord[] {
  const file = historyFile(own);
  if (!existsSync(file)) return [];
  return nightsOf(readFileSync(file, 'utf8').split('\n'));
}

/** What is no record is passed over: see above. */
export function nightsOf(lines: readonly string[]): NightRecord[] {
  return lines.flatMap((line): NightRecord[] => {
    try {
      return [NightRecord.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}

/** One write of one line: appends of two processes never mix. It starts on a line of its own, whatever a crash left behind. */
export function remember(own: string, record: NightRecord): void {
  const file = historyFile(own);
  mkdirSync(dirname(file), { recursive: true });
  const torn = existsSync(file) && !/(?:^|\n)$/u.test(readFileSync(file, 'utf8'));
  appendFileSync(file, `${torn ? '\n' : ''}${JSON.stringify(record)}\n`);
}

/**
 * What stays of the history: what ended since, and the newest record of each schedule, however old: by it a worker knows what it has to
 * catch up with.
 * @param records oldest first
 * @param since ISO
 */
export function keptSince(records: readonly NightRecord[], since: string): NightRecord[] {
  const newest = new Map(records.map((one) => [one.schedule, one]));
  return records.filter((one) => one.finishedAt >= since || newest.get(one.schedule) === one);
}

/** Drops the rest, in one step: a crash leaves the old file or the new one. */
export function dropOld(own: string, since: string): void {
  const records = history(own);
  const kept = keptSince(records, since);
  if (kept.length === records.length) return;
  replaceFile(historyFile(own), Buffer.from(kept.map((one) => `${JSON.stringify(one)}\n`).join('')));
}

/** Did this due time, of a schedule or of a change (null), come to an end, well or not? */
export function lived(records: readonly NightRecord[], schedule: string | null, due: string): NightRecord | null {
  return records.findLast((one) => one.schedule === schedule && one.due === due) ?? null;
}

/** Times before this are settled for a schedule: set then, or run until then. */
export function settledUntil(records: readonly NightRecord[], schedule: { name: string; setAt: string }): Date {
  const times = records.filter((one) => one.schedule === schedule.name).map((one) => Date.parse(one.due));
  return new Date(Math.max(Date.parse(schedule.setAt), ...times));
}

/** One line for the morning. */
export function lineOf(record: NightRecord, report?: string): string {
  const head = `${record.day} ${record.schedule ?? 'on change'}, ${record.library}:`;
  const waits =
    record.decisions === 0
      ? 'nothing waits for you'
      : `${count(record.decisions, 'decision')} wait, about ${count(record.minutes, 'minute')}`;
  if (record.result === 'failed') return `${head} failed: ${record.reason ?? 'no reason was given'}`;
  if (record.news === 'quiet') return `${head} quiet, nothing new; ${waits}.`;
  const parts = [
    `${count(record.lessons.looked, 'lesson')} looked at, ${record.lessons.unchanged} unchanged`,
    ...(record.notScanned.length > 0 ? [`${record.notScanned.length} not scanned`] : []),
    `${record.fresh} new for you`,
    waits,
    ...(record.published > 0 ? [`${record.published} published since the last run`] : []),
    ...(record.cost > 0 ? [`$${record.cost.toFixed(4)}`] : []),
    ...(record.reason === null ? [] : [record.reason]),
  ];
  return `${head} ${parts.join(', ')}.${report === undefined ? '' : ` Report: ${report}`}`;
}
