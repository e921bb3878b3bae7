import { describe, expect, it } from 'vitest';
import { latest } from './latest.ts';

describe('What was used last', () => {
  it('stays, and the rest is let go of', () => {
    const kept = latest<string, number>(2);
    kept.set('a', 1);
    kept.set('b', 2);
    expect(kept.get('a')).toBe(1);
    kept.set('c', 3);
    expect([kept.get('a'), kept.get('b'), kept.get('c')]).toEqual([1, undefined, 3]);
  });

  it('counts what is set again once', () => {
    const kept = latest<string, number>(2);
    kept.set('a', 1);
    kept.set('b', 2);
    kept.set('b', 3);
    expect([kept.get('a'), kept.get('b')]).toEqual([1, 3]);
    kept.delete('a');
    expect(kept.get('a')).toBeUndefined();
  });
});
