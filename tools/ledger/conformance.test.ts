import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { testDatabase } from '../database/database.fixture.ts';
import { type BackEnd, postgres, sqlite, type Tampering, tampering } from './back-ends.fixture.ts';
import { LedgerError } from './faults.ts';
import { decision, faultOf, finding, person, proposal, timed } from './fixture.ts';
import type { Ledger } from './ledger.ts';
import { openAt, type Place } from './place.fixture.ts';
import { eventsOf } from './wishes.fixture.ts';
import { startWriter, type Writer } from './writers.fixture.ts';

const database = testDatabase();

const backEnds: [string, BackEnd][] = [
  ['SQLite', sqlite],
  ...(database.cannot === null
    ? ([['Postgres', postgres(() => ({ test: database.server(), url: database.url() }))]] satisfies [string, BackEnd][])
    : []),
];

function attempt(work: () => unknown): { error: unknown } {
  try {
    work();
    return { error: null };
  } catch (error) {
    return { error };
  }
}

const children: Writer[] = [];
/** Killed at the end of its test, whatever became of that. */
function start(place: Place, ...args: string[]): Writer {
  const writer = startWriter(place, ...args);
  children.push(writer);
  return writer;
}
afterEach(() => {
  for (const child of children.splice(0)) child.kill();
});

describe.each(backEnds)('the ledger in %s', (_name, backEnd) => {
  const fresh = async (): Promise<{ place: Place; ledger: Ledger }> => {
    const place = await backEnd.place();
    return { place, ledger: openAt(place) };
  };

  it('reads back what was written, also after it was opened again, and from another machine', async () => {
    const { place, ledger } = await fresh();
    ledger.transact('init', () => [{ type: 'finding-recorded', finding: finding('fp'), known: 'baseline' }, timed]);
    ledger.close();
    for (const again of [openAt(place), openAt(backEnd.elsewhere(place))]) {
      expect(again.id).toBe(ledger.id);
      expect(again.finding('f-fp')?.state).toBe('known');
      expect(again.findings({ lesson: 'one', states: ['open'] })).toEqual([]);
      expect(again.reviewSeconds()).toEqual([{ changeSet: 'p-one@1', activeSeconds: 1.5 }]);
      expect(again.events(2).map((stored) => stored.event)).toEqual([timed]);
      expect(again.verify()).toMatchObject({ events: 2, brokenAt: null });
      again.close();
      expect(faultOf(() => again.head()).fault).toBe('closed');
    }
  });

  it('shows at once what another one wrote', async () => {
    const { place, ledger } = await fresh();
    const other = openAt(backEnd.elsewhere(place));
    for (const [mine, theirs] of [
      [ledger, other],
      [other, ledger],
    ] as const) {
      const before = theirs.head().seq;
      mine.transact('x', () => [timed]);
      expect(theirs.head()).toEqual(mine.head());
      expect(theirs.head().seq).toBe(before + 1);
    }
    ledger.close();
    other.close();
  });

  it('writes all events of a transaction or none', async () => {
    const { ledger } = await fresh();
    expect(() =>
      ledger.transact('x', () => {
        throw new Error('changed my mind');
      }),
    ).toThrow('changed my mind');
    expect(
      faultOf(() => ledger.transact('x', () => [timed, { type: 'publication-done', publication: 'none', commit: null }])).fault,
    ).toBe('refused');
    expect(ledger.head().seq).toBe(0);
    expect(ledger.reviewSeconds()).toEqual([]);
    ledger.transact('x', () => [timed]);
    expect(ledger.verify()).toMatchObject({ events: 1, brokenAt: null });
    ledger.close();
  });

  it('keeps its read model equal to a replay, and no change set published twice, whatever happens in whatever order', async () => {
    const id = fc.constantFrom('p-a', 'p-b');
    const publication = fc.constantFrom('pub-1', 'pub-2', 'pub-3');
    const wish = fc.oneof(
      fc.record({ what: fc.constant('find'), id, known: fc.constantFrom('new', 'baseline') }),
      fc.record({ what: fc.constant('propose'), id }),
      fc.record({
        what: fc.constantFrom('approve', 'reject', 'snooze'),
        id,
        reason: fc.constantFrom(undefined, 'wrong-fix', 'other'),
      }),
      fc.record({ what: fc.constant('status'), id, status: fc.constantFrom('pending', 'stale', 'resolved', 'held-limit') }),
      { weight: 5, arbitrary: fc.record({ what: fc.constant('approve'), id }) },
      { weight: 6, arbitrary: fc.record({ what: fc.constant('intend'), id, publication }) },
      { weight: 4, arbitrary: fc.record({ what: fc.constant('publication-done'), publication }) },
      fc.record({
        what: fc.constantFrom('publication-done', 'publication-failed', 'undo-intended', 'undo-done', 'undo-failed'),
        publication,
      }),
      fc.record({ what: fc.constantFrom('finding-reopened', 'finding-closed', 'finding-answered'), id }),
    ) as fc.Arbitrary<Record<string, string | undefined> & { what: string }>;
    let published = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(wish, { minLength: 10, maxLength: 60 }), async (wishes) => {
        const { ledger } = await fresh();
        for (const one of wishes) {
          const { error } = attempt(() => ledger.transact(person, () => eventsOf(ledger, one)));
          if (error) expect(error).toBeInstanceOf(LedgerError);
        }
        const live = ledger
          .publications({ states: ['intended', 'done', 'undo-intended'] })
          .map((record) => `${record.proposal}@${record.revision}`);
        expect(new Set(live).size).toBe(live.length);
        published += live.length;
        expect(ledger.verify().brokenAt).toBeNull();
        ledger.close();
      }),
      { numRuns: _name === 'SQLite' ? 40 : 10, seed: 7 },
    );
    expect(published).toBeGreaterThan(2);
  });

  it.each(Object.keys(tampering) as Tampering[])('finds %s', async (how) => {
    const { place, ledger } = await fresh();
    ledger.transact('x', () => [{ type: 'finding-recorded', finding: finding('fp'), known: 'new' }, timed, timed]);
    const anchors = [ledger.head().hash];
    ledger.close();
    const whole = openAt(place);
    expect(whole.verify(anchors)).toMatchObject({ events: 3, brokenAt: null });
    whole.close();
    await backEnd.tamper(place, how);
    for (const where of [place, backEnd.elsewhere(place)]) {
      const said = foundOut(where, anchors);
      expect(said).toMatch(/changed after it was written|is missing|cut off/u);
    }
  });

  it('by itself lets no event be changed or deleted', async () => {
    const { place, ledger } = await fresh();
    ledger.transact('x', () => [timed]);
    ledger.close();
    await expect(backEnd.statement(place, 'DELETE FROM event WHERE seq = 1')).rejects.toThrow(/never/u);
    await expect(backEnd.statement(place, "UPDATE event SET by = 'x' WHERE seq = 1")).rejects.toThrow(/never/u);
  });

  it('several processes writing at once wait for each other and lose nothing', async () => {
    const { place, ledger } = await fresh();
    const writers = ['one', 'two', 'three'].map((name) => start(backEnd.elsewhere(place), name, 'append', '25'));
    await Promise.all(writers.map((each) => each.ended));
    expect(ledger.verify()).toMatchObject({ events: 150, brokenAt: null });
    const seen = ledger.reviewSeconds();
    // The first event of each pair holds the head its process saw: nobody came between.
    expect(seen.filter((_, n) => n % 2 === 0).map((one) => one.activeSeconds)).toEqual(
      Array.from({ length: 75 }, (_, n) => 2 * n),
    );
    ledger.close();
  });

  it('publishing one change set at once: one wins, the others are told', async () => {
    const { place, ledger } = await fresh();
    const one = proposal('p-one');
    ledger.transact(person, () => [
      { type: 'proposal-recorded', proposal: one },
      { type: 'decision-made', decision: decision(one, 'approve') },
    ]);
    const writers = ['one', 'two', 'three'].map((name) => start(backEnd.elsewhere(place), name, 'publish'));
    await Promise.all(writers.map((each) => each.ended));
    const said = writers.map((each) => each.output().split('\n')[1] ?? '').sort();
    expect(said.filter((line) => line === 'won').length).toBe(1);
    expect(said.filter((line) => line.startsWith('lost: p-one@1 is already published or being published')).length).toBe(2);
    ledger.close();
  });

  it('killed at any moment leaves whole transactions only, and all that were acknowledged', async () => {
    const { place, ledger } = await fresh();
    ledger.close();
    let acknowledged = 0;
    for (const wait of [3, 40, 77]) {
      const child = start(place, 'me', 'append', '100000');
      await child.until('ready');
      await new Promise((resolve) => setTimeout(resolve, wait));
      child.kill();
      await child.ended;
      acknowledged += child.output().split('\n').length - 2;
      const again = openAt(place);
      const report = again.verify();
      expect(report.brokenAt).toBeNull();
      expect(report.events % 2).toBe(0);
      expect(report.events / 2).toBeGreaterThanOrEqual(acknowledged);
      again.close();
    }
  });

  it('killed inside a transaction leaves nothing of it, and keeps nobody waiting', async () => {
    const { place, ledger } = await fresh();
    const child = start(backEnd.elsewhere(place), 'me', 'hang');
    await child.until('inside');
    child.kill();
    await child.ended;
    ledger.transact('x', () => [timed]);
    expect(ledger.reviewSeconds()).toEqual([{ changeSet: 'p-one@1', activeSeconds: 1.5 }]);
    ledger.close();
  });

  it('held by another for too long says so in a sentence, with nothing written', async () => {
    const { place, ledger } = await fresh();
    const child = start(backEnd.elsewhere(place), 'me', 'hang');
    await child.until('inside');
    const impatient = openAt(place, 300);
    const fault = faultOf(() => impatient.transact('x', () => [timed]));
    expect([fault.fault, fault.message]).toEqual(['busy', expect.stringMatching(/^[^\n]+nothing was written\.[^\n]+$/u)]);
    child.kill();
    await child.ended;
    expect(ledger.head().seq).toBe(0);
    impatient.close();
    ledger.close();
  });
});

/** What verifying says, or opening, where that alone finds it. */
function foundOut(place: Place, anchors: string[]): string | undefined {
  try {
    const ledger = openAt(place);
    try {
      return ledger.verify(anchors).brokenAt?.why;
    } finally {
      ledger.close();
    }
  } catch (error) {
    if (error instanceof LedgerError && error.fault === 'damaged') return error.message;
    throw error;
  }
}
