import { describe, expect, it } from 'vitest';
import { identify, idFromPath } from './identity.ts';

const ids = (...args: Parameters<typeof identify>) => Object.fromEntries(identify(...args));
const files = (...paths: string[]) => paths.map((path) => ({ path }));

describe('lesson identity', () => {
  it('comes from the path once; a README is named by its folder', () => {
    expect(idFromPath('course/episodes/04-lists.md')).toBe('course/episodes/04-lists');
    expect(idFromPath('a/2-soil/README.md')).toBe('a/2-soil');
  });

  it('keeps the id of a lesson that git says was renamed', () => {
    expect(ids(files('b/water.md'), new Map([['a/soil', 'a/soil.md']]), new Map([['a/soil.md', 'b/water.md']]))).toEqual({
      'b/water.md': 'a/soil',
    });
  });

  it('keeps the id of the same bytes, the same name elsewhere, and the same name under a new number', () => {
    expect(ids([{ path: 'b/x.md', sha256: 'h' }], new Map([['a/y', { path: 'a/y.md', sha256: 'h' }]]))).toEqual({
      'b/x.md': 'a/y',
    });
    expect(ids(files('b/soil.md'), new Map([['a/soil', 'a/soil.md']]))).toEqual({ 'b/soil.md': 'a/soil' });
    expect(ids(files('a/05-lists.md'), new Map([['a/04-lists', 'a/04-lists.md']]))).toEqual({ 'a/05-lists.md': 'a/04-lists' });
    expect(ids(files('m/3-soil/README.md'), new Map([['m/2-soil', 'm/2-soil/README.md']]))).toEqual({
      'm/3-soil/README.md': 'm/2-soil',
    });
  });

  it('gives a new id where it would have to guess', () => {
    expect(ids(files('b/soil.md', 'c/soil.md'), new Map([['a/soil', 'a/soil.md']]))).toEqual({
      'b/soil.md': 'b/soil',
      'c/soil.md': 'c/soil',
    });
    expect(ids(files('x/other.md'), new Map([['a/soil', 'a/soil.md']]))).toEqual({ 'x/other.md': 'x/other' });
  });

  it('never gives two lessons one id, and never a lost lesson’s id to a stranger', () => {
    const known = new Map([['a/soil', 'b/moved.md']]);
    expect(ids(files('a/soil.md', 'b/moved.md', 'a.md', 'a/README.md'), known)).toEqual({
      'b/moved.md': 'a/soil',
      'a/soil.md': 'a/soil-2',
      'a.md': 'a',
      'a/README.md': 'a-2',
    });
  });
});
