import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cosine, type Embedder, unit } from './embedder.ts';
import { openVectors } from './open.ts';
import { takeSlot } from './slot.ts';
import type { VectorDocument, Vectors } from './vectors.ts';

let dir: string;
const open: Vectors[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'vectors-'));
});
afterEach(async () => {
  for (const vectors of open.splice(0)) await vectors.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Letters counted: enough to have a meaning that can be checked by hand. */
function letters(calls: string[][] = []): Embedder {
  return {
    id: 'letters@1',
    async embed(texts) {
      calls.push(texts);
      return texts.map((text) => unit([...'abcdefgh'].map((letter) => text.split(letter).length - 1 + 0.001)));
    },
    async close() {},
  };
}

function openWith(embedder?: Embedder, log?: (line: string) => void): Vectors {
  const vectors = openVectors({ dir: join(dir, 'v'), env: {}, embedder, log });
  open.push(vectors);
  return vectors;
}

const documents: VectorDocument[] = [
  { id: 'a', text: 'aaa', metadata: { lesson: 'one', kind: 'passage' } },
  { id: 'b', text: 'bbb', metadata: { lesson: 'two', kind: 'passage' } },
  { id: 'ab', text: 'ab', metadata: { lesson: 'one', kind: 'item' } },
];

describe('vectors', () => {
  it('start nothing and write nothing until they are used', async () => {
    const vectors = openWith();
    await vectors.close();
    expect(existsSync(join(dir, 'v'))).toBe(false);
  });

  it('embed a text once, over processes too', async () => {
    const calls: string[][] = [];
    const first = openWith(letters(calls));
    const [vector] = await first.embed(['aab', 'aab']);
    await first.close();
    const second = openWith(letters(calls));
    expect(await second.embed(['aab'])).toEqual([vector]);
    expect(calls).toEqual([['aab']]);
  });

  it('find by meaning, filter by metadata, and give the cosine as similarity', async () => {
    const vectors = openWith(letters());
    await vectors.sync('course', documents);
    const hits = await vectors.query('course', 'aaaa', 3);
    expect(hits.map((hit) => hit.id)).toEqual(['a', 'ab', 'b']);
    const [query, ab] = await vectors.embed(['aaaa', 'ab']);
    expect(hits[1]!.similarity).toBeCloseTo(cosine(query!, ab!), 4);
    expect(hits[1]!.metadata).toEqual({ lesson: 'one', kind: 'item' });
    const items = await vectors.query('course', 'aaaa', 3, { lesson: 'one', kind: 'item' });
    expect(items.map((hit) => hit.id)).toEqual(['ab']);
  });

  it('make a collection hold exactly the documents given', async () => {
    const calls: string[][] = [];
    const vectors = openWith(letters(calls));
    await vectors.sync('course', documents);
    await vectors.sync('course', [documents[0]!, { ...documents[1]!, text: 'ccc' }]);
    expect(calls.at(-1)).toEqual(['ccc']);
    const hits = await vectors.query('course', 'c', 5);
    expect(hits.map((hit) => hit.id)).toEqual(['b', 'a']);
    await vectors.sync('course', []);
    expect(await vectors.query('course', 'c', 5)).toEqual([]);
  });

  it('need neither server nor embedding for an unchanged second run', async () => {
    const first = openWith(letters());
    await first.sync('course', documents);
    const hits = await first.query('course', 'aaaa', 2);
    await first.close();
    const lines: string[] = [];
    const calls: string[][] = [];
    const second = openWith(letters(calls), (line) => lines.push(line));
    await second.sync('course', documents);
    expect(await second.query('course', 'aaaa', 2)).toEqual(hits);
    expect(calls).toEqual([]);
    expect(lines).toEqual([]);
  });

  it('fill a collection again that the server has lost', async () => {
    const first = openWith(letters());
    await first.sync('course', documents);
    await first.close();
    rmSync(join(dir, 'v', 'slot-0', 'chroma'), { recursive: true });
    const second = openWith(letters());
    await second.sync('course', documents);
    expect((await second.query('course', 'bb', 1))[0]!.id).toBe('b');
  });

  it('take a text that was cut within an emoji', async () => {
    const vectors = openWith(letters());
    await vectors.sync('course', [{ id: 'a', text: 'aa 🎓'.slice(0, 4), metadata: {} }]);
    expect((await vectors.query('course', 'a', 1))[0]!.id).toBe('a');
  });

  it('keep no word of a text on disk: ids, metadata and vectors only', async () => {
    const vectors = openWith(letters());
    await vectors.sync('course', [{ id: 'a', text: 'zanzibar quagmire', metadata: { kind: 'passage' } }]);
    await vectors.query('course', 'xylophone orchestra', 1);
    await vectors.close();
    const kept = readdirSync(join(dir, 'v'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
      .join('\n');
    expect(kept).toContain('passage');
    expect(kept).not.toMatch(/zanzibar|quagmire|xylophone|orchestra/u);
  });

  it('refuse two documents of one id', async () => {
    const vectors = openWith(letters());
    await expect(vectors.sync('course', [documents[0]!, documents[0]!])).rejects.toThrow('ids of their own');
  });

  it('never let two processes share a server folder', async () => {
    const first = openWith(letters());
    await first.sync('course', documents);
    const slots = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', otherProcess(join(dir, 'v'))], {
      encoding: 'utf8',
    });
    expect(slots.trim()).toBe('slot-1');
    expect((await first.query('course', 'bb', 1))[0]!.id).toBe('b');
  });

  it('give a slot back when a process is killed, and take its server down with it', async () => {
    const script = `import { openVectors } from ${JSON.stringify(new URL('./open.ts', import.meta.url).href)};
      const v = openVectors({ dir: ${JSON.stringify(join(dir, 'v'))}, env: {}, embedder: { id: 'x', embed: async (t) => t.map(() => [1, 0]), close: async () => {} } });
      await v.sync('c', [{ id: 'a', text: 'a', metadata: {} }]);
      console.log('ready'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    const slot = takeSlot(join(dir, 'v'));
    expect(slot.name).toBe('slot-0');
    slot.release();
    await expect.poll(() => serversUnder(dir), { timeout: 10_000 }).toBe(0);
  });

  it('go to the embedding together where they are asked for at once, each text once', async () => {
    const asked: string[][] = [];
    const embedder: Embedder = {
      id: 'counted',
      async embed(texts) {
        asked.push(texts);
        return texts.map(() => [1, 0]);
      },
      async close() {},
    };
    const vectors = openVectors({ dir: join(dir, 'v'), env: {}, embedder });
    open.push(vectors);
    await Promise.all([vectors.embed(['one', 'two']), vectors.embed(['two', 'three']), vectors.embed(['one'])]);
    expect(asked).toEqual([['one', 'two', 'three']]);
    await vectors.embed(['three', 'four']);
    expect(asked).toEqual([['one', 'two', 'three'], ['four']]);
  });

  it('fail together where the embedding does, and are asked for again the next time', async () => {
    let down = true;
    const embedder: Embedder = {
      id: 'moody',
      embed: async (texts) => (down ? Promise.reject(new Error('down')) : texts.map(() => [0, 1])),
      async close() {},
    };
    const vectors = openVectors({ dir: join(dir, 'v'), env: {}, embedder });
    open.push(vectors);
    const both = await Promise.allSettled([vectors.embed(['one', 'two']), vectors.embed(['one'])]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    down = false;
    expect(await vectors.embed(['one'])).toEqual([[0, 1]]);
  });

  it('embed with the weights that come with the program, without a network', async () => {
    const vectors = openWith();
    const [loop, repeat, cake] = await vectors.embed([
      'Write a for loop.',
      'Repeat a step with a loop.',
      'Bake a chocolate cake.',
    ]);
    expect(loop).toHaveLength(512);
    expect(cosine(loop!, repeat!)).toBeGreaterThan(cosine(loop!, cake!));
  });
});

function otherProcess(path: string): string {
  return `import { takeSlot } from ${JSON.stringify(new URL('./slot.ts', import.meta.url).href)};
    const slot = takeSlot(${JSON.stringify(path)}); console.log(slot.name); slot.release();`;
}

/** Servers whose command line names a folder; only Linux tells (elsewhere there is nothing to count). */
function serversUnder(path: string): number {
  if (!existsSync('/proc/self/cmdline')) return 0;
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const line = execFileSync('cat', [`/proc/${pid}/cmdline`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      return line.includes('chroma-server.mjs') && line.includes(path);
    } catch {
      return false;
    }
  }).length;
}
