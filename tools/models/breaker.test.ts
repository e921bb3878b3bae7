import { describe, expect, it } from 'vitest';
import { breaker } from './breaker.ts';
import { gate } from './gate.ts';
import { defaultPatience } from './patience.ts';
import { priceOf } from './prices.ts';
import { askRoute, type Route, type RouteRequest, type Tools } from './route.ts';
import type { Failure } from './wire.ts';

const busy: Failure = {
  ...{ kind: 'failure', reason: 'endpoint', fault: 'rate-limit', detail: 'Too many.', again: 'may-help' },
  ...{ retryAfterMs: 100_000, tokens: null, billed: 'nothing' },
};

describe('a pause that an endpoint asks for', () => {
  it('is not cut by a shorter one that is asked for after it', () => {
    let time = 0;
    const one = breaker('e', 3, 60_000, () => time);
    one.restsFor(100_000, busy);
    time = 10_000;
    one.restsFor(5000, busy);
    time = 99_000;
    expect(one.admit()).toBe('no');
    time = 100_000;
    expect(one.admit()).toBe('probe');
  });

  it('comes before a place among the requests of a minute is taken', async () => {
    const order: string[] = [];
    const route = {
      ...{ endpoint: { name: 'e', baseUrl: 'http://e.example', key: 'k' }, models: {} as Route['models'] },
      ...{ breaker: breaker('e'), missing: new Set<string>(), modes: new Map(), pausedUntil: Date.now() + 60_000 },
    };
    const tools: Tools = {
      ...{ run: 'r', gate: gate(1), patience: defaultPatience, random: () => 0, log: () => {}, sent: () => {} },
      budget: { reserve: () => ({ settle: () => 0 }), settling: () => null, dollars: () => 0 },
      pace: {
        place: () => {
          order.push('place');
          return 0;
        },
      },
      sleep: async () => {
        order.push('pause');
        route.pausedUntil = 0;
      },
    };
    const request: RouteRequest = {
      ...{ kind: 'chat', task: 't', model: priceOf('gpt-4.1'), lesson: 'l', agent: 'a', signal: new AbortController().signal },
      prepare: async () => ({ most: 0, send: async () => ({ kind: 'answer', text: '{}', tokens: null }) }),
    };
    expect(await askRoute(route, request, tools)).toMatchObject({ kind: 'answer' });
    expect(order).toEqual(['pause', 'place']);
  });
});
