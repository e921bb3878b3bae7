import { setMaxListeners } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scoreLinks } from '../../evals/links/links-suite.ts';
import { type MisbehavingWeb, openMisbehavingWeb } from '../../evals/links/misbehaving-web.ts';
import { askable } from './askable.ts';
import { checkLinks } from './check.ts';
import { daysBetween, isDue, learnt } from './kept.ts';
import { moveOf } from './moved.ts';
import { openRequester } from './request.ts';
import type { LinkState } from './state.ts';
import { linkStates } from './state.ts';

const { signal } = new AbortController();
setMaxListeners(0, signal);
const pace = { hostsAtOnce: 8, pauseMs: 0, laterMs: 10, limitMs: 60_000, signal };

describe('against a web that misbehaves', () => {
  it('calls nothing dead or moved that is not, finds what is, and goes nowhere it may not', async () => {
    const score = await scoreLinks(1, 7);
    expect(score.falseAlarms).toEqual([]);
    expect(score.recall.dead.found).toBe(score.recall.dead.of);
    expect(score.recall.moved.found).toBe(score.recall.moved.of);
    expect(score.trespasses).toEqual([]);
    expect(score.links).toBeGreaterThan(50);
  }, 30_000);
});

describe('what may be contacted', () => {
  let web: MisbehavingWeb;
  beforeAll(async () => {
    web = await openMisbehavingWeb();
  });
  afterAll(() => web.close());
  it('refuses a public name that resolves to this machine', async () => {
    const requester = openRequester({ allowHosts: [], timeoutMs: 500, lookup: web.lookup });
    const address = web.address('fine', 0);
    const { verdicts } = await checkLinks([address], { ...pace, requester });
    requester.close();
    expect(verdicts.get(address)?.verdict).toBe('unknown');
    expect(web.requests()).toBe(0);
  });
  it('says nothing of names that cannot be found while no other host answers', async () => {
    const requester = openRequester({ allowHosts: [], timeoutMs: 500, lookup: web.lookup });
    const address = `http://nowhere-1.web.test:${web.port}/x`;
    const { verdicts } = await checkLinks([address], { ...pace, requester });
    requester.close();
    expect(verdicts.get(address)?.verdict).toBe('unknown');
  });
  it('leaves a host alone that asked for rest, and keeps its other links for later', async () => {
    const addresses = [0, 1, 2].map((n) => web.address('limited-retry', 0).replace(/\/0$/u, `/${n}`));
    const requester = openRequester({
      allowHosts: [`site-limited-retry-0.web.test:${web.port}`],
      timeoutMs: 500,
      lookup: web.lookup,
    });
    const before = web.requests();
    const { verdicts, left } = await checkLinks(addresses, { ...pace, requester });
    requester.close();
    expect(web.requests() - before).toBe(1);
    expect(left).toHaveLength(2);
    expect(verdicts.get(addresses[0] ?? '')?.notBefore).toBeDefined();
  });
  it.each([
    'http://127.0.0.1/x',
    'http://[::1]/x',
    'http://169.254.169.254/latest/meta-data/',
    'http://localhost:3000',
    'http://intranet/wiki',
    'https://printer.local/',
    'https://user:secret@site.org/',
    'https://example.com/page',
    'https://<your-app>.azurewebsites.net',
    'https://{{ site.url }}/x',
    'https://your-hub-name.azure-devices.net/',
    'ftp://site.org/x',
    'mailto:a@site.org',
    '../x.md',
  ])('never asks %s', (href) => {
    expect(askable(href)).toBeNull();
  });
  it('asks a private host only where the configuration names it', () => {
    expect(askable('http://intranet/wiki', ['intranet'])).toBe('http://intranet/wiki');
    expect(askable('https://site.org/a#part')).toBe('https://site.org/a');
  });
});

describe('which moves an editor would write down', () => {
  it.each([
    ['http://docs.site.org/a', 'https://docs.site.org/a', 'site'],
    ['https://docs.microsoft.com/azure/x', 'https://learn.microsoft.com/azure/x', 'site'],
    ['https://github.com/old/name', 'https://github.com/new/name', 'site'],
    ['https://old-project.org/guide/one', 'https://new-project.io/guide/one', 'another-site'],
    ['https://site.org/a', 'https://site.org/', 'stay'],
    ['https://site.org/a', 'https://site.org/a/', 'stay'],
    ['https://site.org/a', 'https://login.site.org/', 'stay'],
    ['https://site.org/a', 'https://site.org/cookie-consent', 'stay'],
    ['https://site.org/a', 'https://site.org/en-us/a', 'stay'],
    ['https://site.org/a', 'https://site.org/b?session=1', 'stay'],
    ['https://site.org/latest/a', 'https://site.org/4.2/a', 'stay'],
    ['https://site.org/a', 'http://site.org/b', 'stay'],
    ['https://doi.org/10.1/x', 'https://publisher.com/x', 'stay'],
    ['https://aka.ms/x', 'https://learn.microsoft.com/x', 'stay'],
    ['https://one.github.io/a', 'https://two.github.io/b', 'stay'],
    ['https://old.org/a', 'https://squatter.com/', 'stay'],
  ])('%s → %s: %s', (from, to, kind) => {
    expect(moveOf(from, to).kind).toBe(kind);
  });
});

describe('what is kept', () => {
  const dead: LinkState = { verdict: 'dead', gone: 'page', why: 'it answered 404, and again later', on: '2026-11-01' };
  it('lets a verdict seen twice stand against an answer that says nothing', () => {
    expect(learnt(dead, { verdict: 'unknown', why: 'it answered 429' }, '2026-11-20')).toMatchObject({
      verdict: 'dead',
      on: '2026-11-01',
      asked: '2026-11-20',
    });
    expect(learnt(dead, { verdict: 'alive', why: 'it answered 200' }, '2026-11-20').verdict).toBe('alive');
    expect(learnt(dead, { verdict: 'unknown', why: 'it answered 429' }, '2027-03-20').verdict).toBe('unknown');
  });
  it('asks again only after the days that are set, and what is unknown the next day', () => {
    const now = new Date('2026-11-20T12:00:00Z');
    const alive: LinkState = { verdict: 'alive', why: '', on: '2026-11-15' };
    expect(isDue(alive, '2026-11-20', 7, now)).toBe(false);
    expect(isDue(alive, '2026-11-22', 7, now)).toBe(true);
    expect(isDue({ ...alive, verdict: 'unknown', on: '2026-11-19' }, '2026-11-20', 7, now)).toBe(true);
    expect(isDue({ ...alive, verdict: 'unknown', notBefore: '2026-11-21T00:00:00Z' }, '2026-11-30', 7, now)).toBe(false);
    expect(daysBetween('2026-11-15', '2026-11-22')).toBe(7);
  });
  it('has a snapshot of verdicts, not of days', () => {
    const one = linkStates(new Map([['https://site.org/a', dead]])).snapshot;
    expect(linkStates(new Map([['https://site.org/a', { ...dead, on: '2026-11-09' }]])).snapshot).toBe(one);
    expect(linkStates(new Map([['https://site.org/a', { ...dead, verdict: 'alive' as const }]])).snapshot).not.toBe(one);
  });
});
