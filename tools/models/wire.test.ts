import { describe, expect, it } from 'vitest';
import { breaker } from './breaker.ts';
import { defaultPatience, waitBefore } from './patience.ts';
import { costOf, mostItCanCost, priceOf, prices } from './prices.ts';
import { type Failure, retryAfter } from './wire.ts';

const failure = (change: Partial<Failure> = {}): Failure => ({
  ...{ kind: 'failure', reason: 'endpoint', fault: 'server-error', detail: 'HTTP 500', again: 'may-help' },
  ...{ retryAfterMs: null, tokens: null, billed: 'nothing' },
  ...change,
});

describe('waiting', () => {
  it('doubles with each try and never leaves its bounds', () => {
    expect(waitBefore(defaultPatience, failure(), 1, 0)).toBe(250);
    expect(waitBefore(defaultPatience, failure(), 1, 1)).toBe(500);
    expect(waitBefore(defaultPatience, failure(), 3, 1)).toBe(2000);
    expect(waitBefore({ ...defaultPatience, tries: 99 }, failure(), 50, 1)).toBe(defaultPatience.longestWaitMs);
  });

  it('never undercuts what the endpoint asked for, and gives up where that is too long', () => {
    expect(waitBefore(defaultPatience, failure({ retryAfterMs: 7000 }), 1, 0)).toBeGreaterThanOrEqual(7000);
    expect(waitBefore(defaultPatience, failure({ retryAfterMs: 61_000 }), 1, 0)).toBeNull();
  });

  it('ends after its tries, sooner after time-outs, at once where waiting cannot help', () => {
    expect(waitBefore(defaultPatience, failure(), 4, 0)).toBeNull();
    expect(waitBefore(defaultPatience, failure({ fault: 'time-out' }), 2, 0)).toBeNull();
    expect(waitBefore(defaultPatience, failure({ again: 'cannot-help' }), 1, 0)).toBeNull();
  });

  it.each<[Record<string, string>, number | null]>([
    [{ 'retry-after': '2' }, 2000],
    [{ 'retry-after-ms': '150', 'retry-after': '2' }, 150],
    [{ 'retry-after': 'Thu, 01 Jan 1970 00:00:12 GMT' }, 2000],
    [{ 'retry-after': 'Thu, 01 Jan 1970 00:00:01 GMT' }, 0],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': '-1' }, null],
    [{}, null],
  ])('reads %j', (headers, expected) => expect(retryAfter(new Headers(headers), 10_000)).toBe(expected));
});

describe('the circuit breaker', () => {
  it('opens after three failures in a row, and a success in between starts the count anew', () => {
    const circuit = breaker('x', 3, 1000, () => 0);
    circuit.failed(failure());
    circuit.failed(failure());
    circuit.succeeded();
    circuit.failed(failure());
    circuit.failed(failure());
    expect(circuit.admit()).toBe('yes');
    circuit.failed(failure());
    expect(circuit.admit()).toBe('no');
    expect(circuit.story()).toContain('3 requests in a row failed');
  });

  it('lets one probe through after its rest, and another only after a further rest', () => {
    let now = 0;
    const circuit = breaker('x', 1, 1000, () => now);
    circuit.failed(failure());
    now = 1000;
    expect([circuit.admit(), circuit.admit()]).toEqual(['probe', 'no']);
    circuit.failed(failure());
    expect(circuit.admit()).toBe('no');
    now = 2000;
    expect(circuit.admit()).toBe('probe');
    circuit.succeeded();
    expect(circuit.admit()).toBe('yes');
  });

  it('does not stay stuck where the probe was called off', () => {
    let now = 0;
    const circuit = breaker('x', 1, 1000, () => now);
    circuit.failed(failure());
    now = 1000;
    circuit.admit();
    circuit.failed(failure({ reason: 'unavailable', fault: 'cancelled' }));
    expect(circuit.admit()).toBe('probe');
  });

  it('leaves an endpoint alone for as long as it asks to be', () => {
    let now = 0;
    const circuit = breaker('x', 3, 1000, () => now);
    const wish = failure({ fault: 'rate-limit', retryAfterMs: 90_000 });
    circuit.restsFor(90_000, wish);
    circuit.failed(wish);
    now = 89_999;
    expect([circuit.admit(), circuit.dead]).toEqual(['no', true]);
    expect(circuit.story()).toContain('a pause of 90 s');
    now = 90_000;
    expect(circuit.admit()).toBe('probe');
  });

  it('never tries a refused key again', () => {
    let now = 0;
    const circuit = breaker('x', 3, 1000, () => now);
    circuit.failed(failure({ fault: 'unauthorised' }));
    now = 1e9;
    expect(circuit.admit()).toBe('no');
  });
});

describe('prices', () => {
  it('of a dated name are those of its family', () =>
    expect(priceOf('gpt-5-mini-2025-08-07').price).toEqual(priceOf('gpt-5-mini').price));

  it('of an unknown model are at least those of every known one, pictures too', () => {
    const { price, known } = priceOf('somebodys-model');
    expect(known).toBe('dearest');
    for (const name of Object.keys(prices)) {
      const other = priceOf(name).price;
      expect(price.input).toBeGreaterThanOrEqual(other.input);
      expect(price.output).toBeGreaterThanOrEqual(other.output);
      expect(price.pictureTokens * price.input).toBeGreaterThanOrEqual(other.pictureTokens * other.input);
    }
  });

  it('of an unknown model are no less than what the config says of another', () => {
    const { price } = priceOf('somebodys-model', { 'dearest-of-the-house': { input: 75, output: 200 } });
    expect(price).toMatchObject({ input: 75, output: 200 });
  });

  it('of a version that kept its own price are not those of its family', () =>
    expect(priceOf('gpt-4o-2024-05-13').price.input).toBeGreaterThan(priceOf('gpt-4o-2024-08-06').price.input));

  it('reserve at least what any use within the limits can cost', () => {
    const { price } = priceOf('gpt-5');
    const text = 'Ein Satz mit Ümläuten, 你好, und ein paar Wörtern.';
    const most = mostItCanCost(price, { textBytes: Buffer.byteLength(text), pictures: 1, maxOutputTokens: 100 });
    expect(most).toBeGreaterThanOrEqual(costOf(price, { input: text.length + price.pictureTokens, cachedInput: 0, output: 100 }));
  });
});
