import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { notesOfFeed } from './feed.ts';
import { noteOfMarkdown } from './note.ts';
import { openNews } from './open.ts';

const rss = `<?xml version="1.0"?><rss version="2.0"><channel><title>Field</title>
<item><guid>a1</guid><title>Sound recorders</title><link>https://site.org/a1</link><pubDate>Tue, 10 Feb 2026 08:00:00 GMT</pubDate>
<description>&lt;p&gt;Cheap &lt;b&gt;recorders&lt;/b&gt; are common.&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</description></item>
<item><title>No day</title><description>x</description></item></channel></rss>`;
const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><entry><id>urn:1</id><title>Targets</title><updated>2026-03-12T10:00:00Z</updated><link href="https://site.org/t"/><content type="html">24 by 24 pixels</content></entry></feed>`;
const json = JSON.stringify({
  version: 'https://jsonfeed.org/version/1.1',
  title: 'F',
  items: [
    {
      id: '1',
      url: 'https://site.org/j',
      title: 'Plans',
      content_text: 'A page before the season.',
      date_published: '2025-04-02T00:00:00Z',
    },
  ],
});

describe('feeds', () => {
  it('reads RSS, Atom and JSON Feed alike, as plain words with their day', () => {
    expect(notesOfFeed(rss, 'f')).toEqual({
      notes: [
        {
          id: 'a1',
          title: 'Sound recorders',
          text: 'Cheap recorders are common.',
          date: '2026-02-10',
          source: 'f',
          url: 'https://site.org/a1',
        },
      ],
      undated: 1,
    });
    expect(notesOfFeed(atom, 'f').notes).toEqual([
      { id: 'urn:1', title: 'Targets', text: '24 by 24 pixels', date: '2026-03-12', source: 'f', url: 'https://site.org/t' },
    ]);
    expect(notesOfFeed(json, 'f').notes[0]).toMatchObject({
      id: '1',
      title: 'Plans',
      text: 'A page before the season.',
      date: '2025-04-02',
    });
  });
  it.each([
    ['entities', `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>${rss}`],
    ['a file of this machine', `<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>${rss}`],
    ['a size no feed has', 'x'.repeat(4_000_001)],
    ['no feed at all', 'hello'],
  ])('refuses %s', (_, text) => {
    expect(() => notesOfFeed(text, 'f')).toThrow();
  });
});

describe('notes', () => {
  it('takes the day from the front matter or the file name', () => {
    expect(noteOfMarkdown('n/2026-01-05-x.md', '# Title\n\nSome *words*.\n')).toMatchObject({
      date: '2026-01-05',
      title: 'Title',
      text: expect.stringContaining('Some words.'),
    });
    expect(noteOfMarkdown('n/x.md', '---\ndate: 2026-02-01\ntitle: T\n---\nWords.\n')).toMatchObject({
      date: '2026-02-01',
      title: 'T',
      text: 'Words.',
    });
    expect(() => noteOfMarkdown('n/x.md', 'Words.')).toThrow('carries no day');
  });
});

describe('opening', () => {
  const made: string[] = [];
  const folder = () => {
    const root = mkdtempSync(join(tmpdir(), 'perennial-news-'));
    made.push(root);
    return root;
  };
  afterEach(() => {
    for (const root of made.splice(0)) rmSync(root, { recursive: true, force: true });
  });
  it('reads notes and feeds of a folder, newest first, and says what it could not read', async () => {
    const root = folder();
    mkdirSync(join(root, 'news'));
    writeFileSync(join(root, 'news/a.xml'), rss);
    writeFileSync(join(root, 'news/2026-05-01-b.md'), 'Words.\n');
    writeFileSync(join(root, 'news/bad.md'), 'No day.\n');
    const news = await openNews({ root, from: 'news', cacheDir: join(root, 'c'), today: '2026-11-21' });
    expect(news.notes.map((note) => note.date)).toEqual(['2026-05-01', '2026-02-10']);
    expect(news.faults).toEqual([
      'news/a.xml: 1 entry without a day left out.',
      expect.stringContaining('news/bad.md carries no day'),
    ]);
  });
  it('asks a feed once a day, and uses its kept copy where the network fails', async () => {
    const root = folder();
    let asked = 0;
    const open = (today: string, get: () => Promise<string>) =>
      openNews({ root, from: 'https://site.org/feed', cacheDir: join(root, 'c'), today, get });
    const up = async () => {
      asked += 1;
      return atom;
    };
    const down = () => Promise.reject(new Error('no network'));
    expect((await open('2026-11-21', down)).faults[0]).toContain('could not be read');
    await open('2026-11-21', up);
    expect((await open('2026-11-21', up)).notes).toHaveLength(1);
    expect(asked).toBe(1);
    const later = await open('2026-11-22', down);
    expect(later.notes).toHaveLength(1);
    expect(later.faults[0]).toContain('the copy of 2026-11-21 is used');
  });
  it('never reads outside of the library', async () => {
    const root = folder();
    expect((await openNews({ root, from: '../x', cacheDir: root, today: '2026-11-21' })).faults[0]).toContain('outside');
  });
});
