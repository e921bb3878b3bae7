import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { seeded } from '../../agents/assessment/psychometrics/random.ts';
import type { LedgerEvent } from '../../tools/ledger/events.ts';
import { temporary } from '../../tools/ledger/fixture.ts';
import { openLedger } from '../../tools/ledger/sqlite.ts';
import { ledgerFile } from './ground.ts';
import { forge, forgeries, needAnchors } from './tamper.ts';

const timed: LedgerEvent = { type: 'review-timed', changeSet: 'p-one@1', activeSeconds: 1.5 };

it('every forgery of a ledger is found, two of them only by the head that is remembered elsewhere, and a true copy stands', async () => {
  const root = temporary();
  mkdirSync(join(root, '.perennial'));
  const ledger = openLedger(ledgerFile(root));
  for (let at = 0; at < 6; at += 1) ledger.transact('Rosa', () => [timed]);
  const { seq, hash } = ledger.events().at(-1) ?? { seq: 0, hash: '' };
  ledger.close();
  const world = { root, database: null };
  const random = seeded(3);
  expect(await forge(world, 'untouched', seq, [hash], random)).toBe('missed');
  for (const one of forgeries) {
    expect([one, await forge(world, one, seq, [hash], random)]).toEqual([one, 'found']);
    expect([one, await forge(world, one, seq, [], random)]).toEqual([one, needAnchors.has(one) ? 'missed' : 'found']);
  }
});
