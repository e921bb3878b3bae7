import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pace } from './pace.ts';

describe('the pace of requests', () => {
  it('lets as many through at once as a minute allows, and the next a minute after the first', () => {
    let time = 5;
    const three = pace(3, () => time);
    expect([three.place(), three.place(), three.place()]).toEqual([0, 0, 0]);
    expect(three.place()).toBe(60_000);
    time += 90_000;
    expect(three.place()).toBe(0);
  });

  it('waits for nothing where no limit is set', () => {
    const free = pace(undefined, () => 0);
    expect(Array.from({ length: 1000 }, () => free.place()).every((wait) => wait === 0)).toBe(true);
  });

  it('never starts more in any minute than are allowed, whenever they come, and keeps their order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 80 }),
        (most, gaps) => {
          let time = 0;
          const limited = pace(most, () => time);
          const starts = gaps.map((gap) => {
            time += gap;
            return time + limited.place();
          });
          for (const [at, start] of starts.entries()) {
            expect(start).toBeGreaterThanOrEqual(starts[at - 1] ?? 0);
            if (at >= most) expect(start - starts[at - most]!).toBeGreaterThanOrEqual(60_000);
          }
        },
      ),
    );
  });
});
