import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakOf, canonicalJson, genesisOf, link } from './chain.ts';
import type { LedgerEvent, StoredEvent } from './events.ts';

const event = fc.record({
  type: fc.constant('review-timed' as const),
  changeSet: fc.string(),
  activeSeconds: fc.double({ noNaN: true, noDefaultInfinity: true }),
});

function firstBreak(events: StoredEvent[], genesis: string): string | null {
  let head = { seq: 0, hash: genesis };
  for (const stored of events) {
    const why = breakOf(head, stored);
    if (why) return why;
    head = stored;
  }
  return null;
}

describe('canonical JSON', () => {
  it('is the same however the keys were put in, and reads back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(canonicalJson({ b: 1, a: [undefined, 'ü\n'], c: undefined })).toBe('{"a":[null,"ü\\n"],"b":1}');
  });

  it.each([[Number.NaN], [Number.POSITIVE_INFINITY], [new Map()], [() => 1], [1n]])(
    'refuses %s, which would come back as something else',
    (value) => {
      expect(() => canonicalJson({ value })).toThrow(/cannot be written/);
    },
  );
});

describe('the chain', () => {
  const chain = fc
    .array(event, { minLength: 2, maxLength: 12 })
    .map((events) => link({ seq: 0, hash: genesisOf('x') }, 't', 'me', events as LedgerEvent[]));

  it('is whole as written, and belongs to one ledger', () => {
    fc.assert(
      fc.property(chain, (events) => {
        expect(firstBreak(events, genesisOf('x'))).toBeNull();
        expect(firstBreak(events, genesisOf('y'))).not.toBeNull();
      }),
    );
  });

  it('shows each change, removal, repetition and swap', () => {
    fc.assert(
      fc.property(chain, fc.nat(), fc.constantFrom('change', 'who', 'when', 'remove', 'repeat', 'swap'), (events, n, damage) => {
        const at = n % (events.length - 1);
        const [one, two] = [events[at]!, events[at + 1]!];
        const damaged = [...events];
        if (damage === 'change')
          damaged[at] = { ...one, event: { type: 'review-timed', changeSet: 'forged', activeSeconds: -1 } };
        if (damage === 'who') damaged[at] = { ...one, by: 'someone else' };
        if (damage === 'when') damaged[at] = { ...one, at: 'later' };
        if (damage === 'remove') damaged.splice(at, 1);
        if (damage === 'repeat') damaged.splice(at, 0, one);
        if (damage === 'swap') damaged.splice(at, 2, two, one);
        expect(firstBreak(damaged, genesisOf('x'))).not.toBeNull();
      }),
    );
  });
});
