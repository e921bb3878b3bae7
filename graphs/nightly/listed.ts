/** The schedules of a library as a person asks for them: when they come next, what was missed, what came of the last run. */
import { assertWhen, missed, nextRuns } from '../../tools/queue/cron.ts';
import type { Schedule } from '../../tools/queue/schedules.ts';
import { sentenceOf } from '../../tools/terminal/faults.ts';
import { type NightRecord, settledUntil } from './record.ts';
import type { Rota } from './rota.ts';

const shownNext = 3;

export interface Listed extends Schedule {
  /** Why it never comes; null where it does. */
  fault: string | null;
  /** ISO. */
  next: string[];
  /** Due time of a run that was missed and will be caught up with; null where none was. */
  missed: string | null;
  last: NightRecord | null;
}

export function listed(rota: Pick<Rota, 'schedules' | 'nights'>, now: Date): Listed[] {
  const records = rota.nights();
  return rota.schedules().map((schedule) => {
    const fault = faultOf(schedule);
    return {
      ...schedule,
      fault,
      next: fault === null ? nextRuns(schedule, now, shownNext).map((at) => at.toISOString()) : [],
      missed: fault === null ? (missed(schedule, settledUntil(records, schedule), now)?.toISOString() ?? null) : null,
      last: records.findLast((one) => one.schedule === schedule.name) ?? null,
    };
  });
}

/** One that was damaged by hand must not hide the others. */
function faultOf(schedule: Schedule): string | null {
  try {
    assertWhen(schedule);
    return null;
  } catch (error) {
    return sentenceOf(error);
  }
}
