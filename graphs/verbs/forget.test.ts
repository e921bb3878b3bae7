import { describe, expect, it } from 'vitest';
import { linesOf } from './forget.ts';

const none = { files: 3, bytes: 10, traces: [] };
const event = (count: number) => ({
  tables: 9,
  rows: 40,
  traces: count === 0 ? [] : [{ file: 'database perennial.event', what: 'id' as const, count }],
});
const byChance = '  So short an id stands in texts by chance; what counts then is the pseudonym.';

describe('what forgetting a learner says', () => {
  it.each(['7a', '10442'])('of an id as short as %s in rows that machines share: it stands there by chance', (id) => {
    expect(linesOf([], none, event(2), id)).toContain(byChance);
    expect(linesOf([], none, event(0), id)).not.toContain(byChance);
  });

  it.each(['10442771', 'anna'])('of an id as long as %s: that it was found', (id) => {
    const lines = linesOf([], none, event(2), id);
    expect(lines).not.toContain(byChance);
    expect(lines).toContain('  database perennial.event: the id, in 2 rows');
  });

  it('of a database: how many rows were searched, not what its files hold', () => {
    const lines = linesOf([], none, event(0), 'anna');
    expect(lines).toContain("The database: 9 tables, 40 rows searched, other libraries' left out: none found.");
    expect(lines).toContainEqual(expect.stringContaining('stay in the files of its server'));
  });
});
