/** The history of nights, in a library's own folder and in the database that machines share: both are kept as long as the config says. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../../tools/database/database.fixture.ts';
import { missed } from '../../tools/queue/cron.ts';
import { openFolder } from './night.fixture.ts';
import { type NightRecord, settledUntil } from './record.ts';
import { openRotas } from './rota.ts';

const database = testDatabase();
const parent = openFolder('rota');
afterAll(() => rmSync(parent, { recursive: true, force: true }));

const lived = (schedule: string | null, due: string): NightRecord => ({
  ...{ schedule, due, why: 'schedule', startedAt: due, finishedAt: due, day: due.slice(0, 10), result: 'done', reason: null },
  ...{ news: 'quiet', report: null, library: 'Birds', lessons: { looked: 0, unchanged: 2 }, notScanned: [] },
  ...{ fresh: 0, decisions: 0, minutes: 0, published: 0, cost: 0, oldest: null },
});

const places: [string, () => NodeJS.ProcessEnv][] = [
  ["a library's own folder", () => ({})],
  ...(database.cannot === null
    ? [['the database', () => ({ PERENNIAL_DATABASE_URL: database.url() })] as [string, () => NodeJS.ProcessEnv]]
    : []),
];

describe.each(places)('nights kept in %s', (name, env) => {
  it('are dropped past their time, but for the newest of each schedule: what was lived is not owed again', async () => {
    const rotas = openRotas(env());
    const rota = await rotas.of(join(parent, String(name.length)));
    const monthly = lived('monthly', '2026-11-01T02:00:00.000Z');
    const nights = [lived('monthly', '2026-10-01T02:00:00.000Z'), monthly, lived(null, '2026-11-02T10:00:00.000Z')];
    const recent = [lived('nightly', '2026-11-19T02:00:00.000Z'), lived('nightly', '2026-11-20T02:00:00.000Z')];
    for (const one of [...nights, ...recent]) rota.remember(one);
    rota.drop('2026-11-12T00:00:00.000Z');
    expect(rota.nights().map((one) => one.due)).toEqual([monthly, nights[2], ...recent].map((one) => one?.due));
    const schedule = { name: 'monthly', cron: '0 2 1 * *', tz: 'UTC', setAt: '2026-01-01T00:00:00.000Z' };
    const now = new Date('2026-11-21T00:00:00Z');
    expect(missed(schedule, settledUntil(rota.nights(), schedule), now)).toBeNull();
    rotas.close();
  });

  it('are read again only where something came or went, whoever did it', async () => {
    const [one, two] = [openRotas(env()), openRotas(env())];
    const folder = join(parent, `again-${name.length}`);
    const [here, there] = [await one.of(folder), await two.of(folder)];
    const dues = () => here.nights().map(({ due }) => due);
    expect(dues()).toEqual([]);
    const nights = ['2026-10-01T02:00:00.000Z', '2026-11-01T02:00:00.000Z'];
    for (const due of nights) there.remember(lived('nightly', due));
    expect(dues()).toEqual(nights);
    const read = here.nights();
    expect(here.nights()).toBe(read);
    there.drop('2026-10-15T00:00:00.000Z');
    expect(dues()).toEqual(nights.slice(1));
    for (const rotas of [one, two]) rotas.close();
  });
});
