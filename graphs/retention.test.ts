import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Config } from '../tools/config/schema.ts';
import { openStore } from '../tools/models/store.ts';
import { applyRetention } from './retention.ts';

it('drops dated reports, nights and answers past their time, and nothing where no time is set', () => {
  const own = mkdtempSync(join(tmpdir(), 'perennial-retention-'));
  try {
    for (const name of ['2026-01-01', '2026-01-01-2', '2026-03-01', 'archive'])
      mkdirSync(join(own, 'reports', name), { recursive: true });
    const night = (finishedAt: string) => JSON.stringify({ finishedAt });
    const lines = [night('2026-01-01T00:00:00Z'), '{"finis', night('2026-03-01T00:00:00Z'), night('2026-01-02T00:00:00Z')];
    writeFileSync(join(own, 'runs.jsonl'), `${lines.join('\n')}\n`);
    for (const [key, day] of [
      ['old', '2026-01-01'],
      ['new', '2026-03-01'],
    ] as const) {
      const store = openStore(join(own, 'models.db'), () => new Date(day));
      store.keep(key, 'p', { kind: 'value', model: 'm', value: {} });
      store.close();
    }
    const now = new Date('2026-03-02T00:00:00Z');
    const apply = (retention: object) => applyRetention({ own, config: Config.parse({ retention }) }, now);
    expect(apply({})).toEqual({ reports: 0, runs: 0, answers: 0 });
    expect(apply({ reportsDays: 30, runsDays: 30, answersDays: 30 })).toEqual({ reports: 2, runs: 2, answers: 1 });
    expect(['2026-03-01', 'archive'].map((name) => existsSync(join(own, 'reports', name)))).toEqual([true, true]);
    expect(readFileSync(join(own, 'runs.jsonl'), 'utf8')).toBe(`${lines.slice(2).join('\n')}\n`);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
});
