import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Config } from '../tools/config/schema.ts';
import { openStore } from '../tools/models/store.ts';
import { applyRetention } from './retention.ts';

it('drops dated reports and answers past their time, and nothing where no time is set', () => {
  const own = mkdtempSync(join(tmpdir(), 'perennial-retention-'));
  try {
    for (const name of ['2026-01-01', '2026-01-01-2', '2026-03-01', 'archive'])
      mkdirSync(join(own, 'reports', name), { recursive: true });
    for (const [key, day] of [
      ['old', '2026-01-01'],
      ['new', '2026-03-01'],
    ] as const) {
      const store = openStore(join(own, 'models.db'), () => new Date(day));
      store.keep(key, 'p', { kind: 'value', model: 'm', value: {} });
      store.close();
    }
    const now = new Date('2026-03-02T00:00:00Z');
    const apply = (retention: object) =>
      applyRetention({ own, config: Config.parse({ retention }), ledger: { id: 'birds' } }, now, {});
    expect(apply({})).toEqual({ reports: 0, answers: 0 });
    expect(apply({ reportsDays: 30, answersDays: 30 })).toEqual({ reports: 2, answers: 1 });
    expect(['2026-03-01', 'archive'].map((name) => existsSync(join(own, 'reports', name)))).toEqual([true, true]);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
});
