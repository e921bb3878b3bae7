import { afterEach, describe, expect, it } from 'vitest';
import type { Embedder } from './embedder.ts';
import { localEmbedder } from './local-embedder.ts';

const open: Embedder[] = [];
function opened(most: number): Embedder {
  const embedder = localEmbedder(most);
  open.push(embedder);
  return embedder;
}
afterEach(() => Promise.all(open.splice(0).map((embedder) => embedder.close())));

describe('the embedding that comes with the program', () => {
  it('gives each text the vector it has by itself, in order, however many threads share the work', async () => {
    const texts = Array.from({ length: 150 }, (_, at) => `Soil ${at}`);
    const many = await opened(3).embed(texts);
    const alone = opened(1);
    expect(many).toHaveLength(150);
    for (const at of [0, 7, 8, 77, 149]) expect([many[at]]).toEqual(await alone.embed([texts[at]!]));
  });

  it('tells those who wait when it is closed, and starts anew for those who ask after', async () => {
    const embedder = opened(2);
    const waits = expect(embedder.embed(Array.from({ length: 40 }, (_, at) => `Loam ${at}`))).rejects.toThrow('were closed');
    await embedder.close();
    await waits;
    expect(await embedder.embed(['Loam'])).toHaveLength(1);
  });
});
