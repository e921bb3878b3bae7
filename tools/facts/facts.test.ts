import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { productFromAnswer } from './end-of-life-api.ts';
import { productFromMarkdown } from './end-of-life-folder.ts';
import { openFacts } from './open.ts';

const root = mkdtempSync(join(tmpdir(), 'facts-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let caches = 0;
const options = () => ({ root, online: false, cacheDir: join(root, `cache${caches++}`), today: '2026-11-21' });

describe('the built-in facts', () => {
  it('know when common versions ended and what is current', async () => {
    const facts = await openFacts(options());
    expect(facts.cycle('python', '3.7.2')).toMatchObject({ cycle: '3.7', endOfLife: '2023-06-27' });
    expect(facts.cycle('python', '3')).toBeNull();
    expect(facts.cycle('nothing', '1')).toBeNull();
    expect(facts.current('ubuntu', '2026-11-21')?.cycle).toBe('26.04');
    expect(facts.current('nodejs', '2023-01-01')?.cycle).toBe('18');
    expect(facts.newest?.('wcag', '2026-11-21')?.cycle).toBe('2.2');
    expect(facts.notes).toEqual([]);
  });
  it('have ids, names, a page and well-formed dates throughout', async () => {
    const facts = await openFacts(options());
    const ids = facts.products().map((product) => product.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const retirement of facts.retirements()) {
      expect(retirement.url).toMatch(/^https:\/\//u);
      expect(retirement.closed).toMatch(/^\d{4}-\d{2}-\d{2}$/u);
    }
  });
  it('have the same snapshot until something changes', async () => {
    const [a, b] = [await openFacts(options()), await openFacts(options())];
    expect(a.snapshot).toBe(b.snapshot);
  });
});

describe('a folder of product files', () => {
  const folder = join(root, 'eol');
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'python.md'),
    '---\ntitle: Python\nreleases:\n  - releaseCycle: "3.7"\n    releaseDate: 2018-06-27\n    eol: 2031-01-01\n---\ntext\n',
  );
  writeFileSync(
    join(folder, 'gadget.md'),
    '---\ntitle: Gadget\nreleases:\n  - releaseCycle: 2\n    releaseDate: 2020-01-01\n    eol: true\n  - releaseCycle: 3\n    releaseDate: 2021-01-01\n    eol: false\n    lts: true\n---\n',
  );
  writeFileSync(join(folder, 'broken.md'), 'no front matter');
  it('wins over what is built in, and a broken file is left out and said so', async () => {
    const facts = await openFacts({ ...options(), endOfLifeDir: 'eol' });
    expect(facts.cycle('python', '3.7')?.endOfLife).toBe('2031-01-01');
    expect(facts.cycle('gadget', '2')?.endOfLife).toBe('2026-11-21');
    expect(facts.cycle('gadget', '3')?.endOfLife).toBeNull();
    expect(facts.notes).toEqual([expect.stringContaining('broken.md was left out')]);
  });
  it('that is absent is a clear error', async () => {
    await expect(openFacts({ ...options(), endOfLifeDir: 'nowhere' })).rejects.toThrow(
      'facts.endOfLife names nowhere, which is no folder',
    );
  });
  it('must hold front matter with releases', () => {
    expect(() => productFromMarkdown('x', '---\ntitle: X\n---\n', '2026-01-01')).toThrow('no releases');
  });
});

const answer = (eolFrom: string) => ({
  result: {
    name: 'python',
    label: 'Python',
    releases: [{ name: '3.7', releaseDate: '2018-06-27', isLts: false, isEol: false, eolFrom, latest: { name: '3.7.17' } }],
  },
});
const known = { id: 'python', label: 'Python', names: ['Python'], url: 'https://example.org', asOf: '2026-01-01', cycles: [] };

describe('the API', () => {
  it('is asked once a day for each product, and with its ETag after that', async () => {
    const sent: (string | null)[] = [];
    const ask = (async (_url: string | URL | Request, init?: RequestInit) => {
      const tag = new Headers(init?.headers).get('if-none-match');
      sent.push(tag);
      return tag
        ? new Response(null, { status: 304 })
        : new Response(JSON.stringify(answer('2032-02-02')), { headers: { etag: '"1"' } });
    }) as typeof fetch;
    const base = { ...options(), online: true, fetch: ask };
    const first = await openFacts(base);
    expect(first.cycle('python', '3.7')).toMatchObject({ endOfLife: '2032-02-02', latest: '3.7.17', asOf: '2026-11-21' });
    const asked = sent.length;
    await openFacts(base);
    expect(sent).toHaveLength(asked);
    const later = await openFacts({ ...base, today: '2026-11-22' });
    expect(sent.slice(asked).every((tag) => tag === '"1"')).toBe(true);
    expect(later.cycle('python', '3.7')).toMatchObject({ endOfLife: '2032-02-02', asOf: '2026-11-22' });
  });
  it.each([
    ['cannot be reached', async () => Promise.reject(new Error('no route'))],
    ['fails', async () => new Response('down', { status: 503 })],
    ['answers nonsense', async () => new Response('<html>')],
  ])('that %s costs one note and no crash, and is not asked again', async (_, reply) => {
    let calls = 0;
    const ask = (async () => {
      calls += 1;
      return reply();
    }) as typeof fetch;
    const facts = await openFacts({ ...options(), online: true, fetch: ask });
    expect(calls).toBe(1);
    expect(facts.notes).toEqual([expect.stringContaining('endoflife.date could not be asked')]);
    expect(facts.cycle('python', '3.7')?.endOfLife).toBe('2023-06-27');
  });
  it('that has changed its form is not believed', async () => {
    const ask = (async () => new Response(JSON.stringify({ releases: [] }))) as typeof fetch;
    const facts = await openFacts({ ...options(), online: true, fetch: ask });
    expect(facts.notes[0]).toContain('has an unknown form');
    expect(() => productFromAnswer({}, '2026-11-21', known)).toThrow();
  });
  it('is never asked offline', async () => {
    await openFacts({ ...options(), fetch: (() => Promise.reject(new Error('asked'))) as typeof fetch });
  });
});

describe('a library’s own retirements', () => {
  it('join the built-in ones', async () => {
    writeFileSync(
      join(root, 'own.yaml'),
      'retirements:\n  - name: Our wiki\n    aliases: [wiki.example]\n    closed: 2025-01-01\n    kind: closed\n    successor: null\n    url: https://example.org\n',
    );
    const facts = await openFacts({ ...options(), retirementsFile: 'own.yaml' });
    expect(facts.retirements().map((own) => own.name)).toEqual(expect.arrayContaining(['LUIS', 'Our wiki']));
  });
  it('in another form are refused with the place', async () => {
    writeFileSync(join(root, 'bad.yaml'), 'retirements:\n  - name: X\n');
    await expect(openFacts({ ...options(), retirementsFile: 'bad.yaml' })).rejects.toThrow('retirements.0');
  });
});

const shared = new URL('../../../shared/facts/endoflife.date', import.meta.url).pathname;
describe.skipIf(!existsSync(shared))('endoflife.date files (skipped where ../shared is absent)', () => {
  it('are all read', async () => {
    const facts = await openFacts({ ...options(), endOfLifeDir: shared });
    expect(facts.notes).toEqual([]);
    expect(facts.products().length).toBeGreaterThan(450);
    expect(facts.cycle('windows', '10')?.endOfLife).toBe('2025-10-14');
  });
});
