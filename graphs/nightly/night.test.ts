import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { indexHtml, indexMarkdown } from './index-of-runs.ts';
import { exposition, families, newTally } from './metrics.ts';
import { faltering, heldLook, openFolder, scheduledLibrary } from './night.fixture.ts';
import { night, rememberFailure } from './night.ts';
import { history, lineOf, type NightRecord } from './record.ts';
import { openRotas } from './rota.ts';

const never = new AbortController().signal;
let parent = '';
let root = '';
beforeEach(async () => {
  parent = openFolder('night');
  root = await scheduledLibrary(parent, 'Birds');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const rotaOf = (folder: string) => openRotas({}).of(folder);
const own = () => join(root, '.perennial');
const asked = (due: string) => ({ schedule: 'nightly', due, why: 'schedule' as const, tz: 'Europe/Berlin' });
const live = (due: string, more: Partial<Parameters<typeof night>[2]> = {}) =>
  night(root, asked(due), { signal: never, env: {}, look: heldLook, pauses: [1, 1], ...more });

describe('a night', () => {
  it('leaves a dated report, a line in the history, and an index that names both', async () => {
    const { record, report, state } = await live('2026-11-21T01:00:00.000Z', { now: () => new Date('2026-11-21T23:30:00Z') });
    expect(state).toBe('lived');
    // Half past eleven in the evening by UTC is the next day in Berlin.
    expect(report).toBe(join(own(), 'reports/2026-11-22/review.html'));
    expect(readFileSync(report ?? '', 'utf8')).toContain('<html');
    expect(existsSync(join(own(), 'reports/2026-11-22/review.md'))).toBe(true);
    expect(history(own())).toEqual([record]);
    expect(readFileSync(join(own(), 'reports/index.html'), 'utf8')).toContain('href="2026-11-22/review.html"');
    expect(readFileSync(join(own(), 'reports/index.md'), 'utf8')).toContain('](2026-11-22/review.md)');
    expect(lineOf(record, report ?? undefined)).toContain('2026-11-22 nightly, Birds: 2 lessons looked at');
  });

  it('with nothing new is quiet: one line, and no report of its own', async () => {
    await live('2026-11-21T01:00:00.000Z');
    const { record, report } = await live('2026-11-22T01:00:00.000Z');
    expect([record.news, report]).toEqual(['quiet', null]);
    expect(lineOf(record)).toMatch(/^\S+ nightly, Birds: quiet, nothing new; nothing waits for you\.$/u);
    expect(readFileSync(join(own(), 'reports/index.md'), 'utf8')).toContain('| quiet |');
  });

  it('is not lived twice for one due time', async () => {
    await live('2026-11-21T01:00:00.000Z');
    const again = await live('2026-11-21T01:00:00.000Z', {
      look: () => {
        throw new Error('looked again');
      },
    });
    expect(again.state).toBe('already');
    expect(history(own())).toHaveLength(1);
  });

  it('that a changed file asked for is not lived twice either, and no failure is told of it after', async () => {
    const change = { ...asked('2026-11-21T01:00:00.123Z'), schedule: null, why: 'change' as const };
    const one = () => night(root, change, { signal: never, env: {}, look: heldLook, pauses: [] });
    expect([(await one()).state, (await one()).state]).toEqual(['lived', 'already']);
    expect(await rememberFailure(await rotaOf(root), change, 'the disk was full')).toBeNull();
    expect(history(own())).toHaveLength(1);
    expect(
      (await night(root, { ...change, due: '2026-11-21T01:00:00.124Z' }, { signal: never, env: {}, look: heldLook })).state,
    ).toBe('lived');
  });

  it('that is in the history is over, though its index cannot be written: that is said', async () => {
    mkdirSync(join(own(), 'reports/index.html'), { recursive: true });
    const said: string[] = [];
    const { state, record } = await live('2026-11-21T01:00:00.000Z', { complain: (line) => said.push(line) });
    expect([state, history(own())]).toEqual(['lived', [record]]);
    expect(said).toEqual([expect.stringMatching(/^Birds: the run is in the history, but the index of runs.*EISDIR/u)]);
  });

  it('keeps a second report of a day beside the first', async () => {
    const now = () => new Date('2026-11-21T12:00:00Z');
    await live('2026-11-21T01:00:00.000Z', { now });
    await rememberFailure(await rotaOf(root), asked('2026-11-21T02:00:00.000Z'), 'the disk was full', now());
    const { record } = await live('2026-11-21T03:00:00.000Z', { now });
    expect(record.report).toBe('reports/2026-11-21-2');
  });

  it('tries lessons that failed again, and counts those looked at on the way', async () => {
    const { look, calls } = faltering(1);
    const { record } = await live('2026-11-21T01:00:00.000Z', { look });
    expect(calls()).toBe(2);
    expect([record.lessons, record.notScanned]).toEqual([{ looked: 2, unchanged: 0 }, []]);
  });

  it('reports a lesson that fails every time as not scanned, with the reason', async () => {
    const { look, calls } = faltering(9);
    const { record } = await live('2026-11-21T01:00:00.000Z', { look });
    expect(calls()).toBe(3);
    expect(record.notScanned).toEqual([{ path: 'wren.md', reason: 'the page took too long' }]);
    expect(lineOf(record)).toContain('1 not scanned');
  });

  it('does not try a file again that cannot be read at all', async () => {
    const { look, calls } = faltering(9, 'wren');
    await live('2026-11-21T01:00:00.000Z', { look });
    expect(calls()).toBe(1);
  });

  it('is not quiet where a lesson that could be scanned no longer can', async () => {
    await live('2026-11-21T01:00:00.000Z');
    const { record } = await live('2026-11-22T01:00:00.000Z', { look: faltering(9).look });
    expect(record.news).toBe('news');
  });

  it('does not bring a library back that was moved away', async () => {
    rmSync(root, { recursive: true });
    await expect(live('2026-11-21T01:00:00.000Z')).rejects.toThrow('is not there any more');
    expect(existsSync(root)).toBe(false);
  });

  it('keeps out a second one at the same time', async () => {
    const inner = await live('2026-11-21T01:00:00.000Z', {
      look: async (workspace, options) => {
        await expect(live('2026-11-22T01:00:00.000Z')).rejects.toThrow('Another run is at');
        return heldLook(workspace, options);
      },
    });
    expect(inner.state).toBe('lived');
  });
});

describe('the history', () => {
  it('passes over a line that a crash cut off, and goes on below it', async () => {
    const { record } = await live('2026-11-21T01:00:00.000Z');
    appendFileSync(join(own(), 'runs.jsonl'), '{"schedule":"night');
    const { record: second } = await live('2026-11-22T01:00:00.000Z');
    expect(history(own())).toEqual([record, second]);
  });

  it('links to no report that was dropped', async () => {
    const { record } = await live('2026-11-21T01:00:00.000Z');
    rmSync(join(own(), record.report ?? 'none'), { recursive: true });
    await live('2026-11-22T01:00:00.000Z');
    expect(readFileSync(join(own(), 'reports/index.html'), 'utf8')).not.toContain(`${record.day}/review.html`);
  });

  it('tells a failed night once', async () => {
    await rememberFailure(await rotaOf(root), asked('2026-11-21T01:00:00.000Z'), 'the disk was full');
    await rememberFailure(await rotaOf(root), asked('2026-11-21T01:00:00.000Z'), 'the disk was full');
    expect(history(own()).map((one) => lineOf(one))).toEqual([expect.stringContaining('failed: the disk was full')]);
  });
});

describe('the index of runs', () => {
  const record = (more: Partial<NightRecord>): NightRecord => ({
    schedule: 'nightly',
    due: '2026-11-21T01:00:00.000Z',
    why: 'schedule',
    startedAt: '2026-11-21T01:00:00.000Z',
    finishedAt: '2026-11-21T01:02:00.000Z',
    day: '2026-11-21',
    result: 'done',
    reason: null,
    news: 'news',
    report: 'reports/2026-11-21',
    library: 'Birds',
    lessons: { looked: 2, unchanged: 0 },
    notScanned: [],
    fresh: 1,
    decisions: 3,
    minutes: 2,
    published: 0,
    cost: 0.5,
    oldest: null,
    ...more,
  });

  it('lets no title and no reason be read as markup', () => {
    const bad = '<script>alert(1)</script>|[x](javascript:y)';
    const records = [record({ result: 'failed', reason: bad, library: bad })];
    expect(indexHtml(bad, records)).not.toContain('<script');
    const markdown = indexMarkdown(bad, records);
    expect(markdown).not.toContain('<script');
    expect(markdown).not.toContain('](javascript');
    expect(
      markdown
        .split('\n')
        .filter((line) => line.startsWith('| 2026'))[0]
        ?.split('|'),
    ).toHaveLength(12);
  });

  it('draws how it went, told in words and as a table too, once there are two runs', () => {
    expect(indexHtml('Birds', [record({})])).not.toContain('<svg');
    const page = indexHtml('Birds', [
      record({}),
      record({ day: '2026-11-22', decisions: 7 }),
      record({ result: 'failed', decisions: 99 }),
    ]);
    expect(page).toContain('<svg role="img"');
    expect(page).toContain('From 2026-11-21 to 2026-11-22, 2 runs: 3 at first, 7 at last, at most 7.');
    expect(page).toMatch(/<th scope="row">2026-11-22<\/th><td>7<\/td>/u);
    expect(page.split('<h2>')[1]).not.toMatch(/NaN|99/u);
  });

  it('has the newest run first', () => {
    const page = indexMarkdown('Birds', [record({}), record({ day: '2026-11-22' })]);
    expect(page.indexOf('2026-11-22')).toBeLessThan(page.indexOf('2026-11-21'));
  });
});

describe('metrics', () => {
  it('are Prometheus text, with labels that cannot break a line', () => {
    const tally = newTally(new Date(0));
    tally.oldest.set('/srv/a "b"\nc\\d', '1970-01-01T00:00:00.000Z');
    const text = exposition(families(tally, { waiting: 2 }, new Date(60_000)));
    expect(text).toContain('perennial_queue_jobs{state="waiting"} 2\n');
    expect(text).toContain('perennial_oldest_waiting_proposal_seconds{library="/srv/a \\"b\\"\\nc\\\\d"} 60\n');
    for (const line of text.trimEnd().split('\n')) expect(line).toMatch(/^(?:# (?:HELP|TYPE) \w+ .+|\w+(?:\{.+\})? [\d.]+)$/u);
  });
});
