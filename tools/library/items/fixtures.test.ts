/** Packages and items of many makers, where they are at hand; none of them lies in this repository. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../edits.ts';
import { ReadError } from '../errors.ts';
import type { ItemWords } from '../lesson.ts';
import { moveKey } from './move-key.ts';
import { packedItems } from './package.ts';
import { type ItemFile, readItemFile } from './read-items.ts';
import { changeWords } from './words.ts';
import { zipEntries } from './zip.ts';
import { zipWith } from './zip-write.ts';

const home = new URL('../../../../shared/qti-fixtures', import.meta.url).pathname;
const there = existsSync(home);

function below(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    return statSync(file).isDirectory() ? below(file) : [file];
  });
}

function read(file: string): { text: string; result: ItemFile | ReadError } {
  const text = readFileSync(file, 'utf8');
  try {
    return { text, result: readItemFile('qti', path.relative(home, file), text, undefined) };
  } catch (error) {
    if (error instanceof ReadError) return { text, result: error };
    throw error;
  }
}

const files = there ? below(home).filter((file) => /\.(?:xml|qti)$/.test(file)) : [];

describe.skipIf(!there)('QTI of many makers (skipped where ../shared is absent)', () => {
  it('is read, or refused for a reason that is stated', () => {
    const reasons = files.flatMap((file) => {
      const { result } = read(file);
      return result instanceof ReadError
        ? [`${result.code}: ${result.reason}`]
        : result.passedOver.map((one) => `${one.kind}: ${one.reason}`);
    });
    const known = /^(?:not-items|unsafe-xml|bad-xml|not-read|no-question): ./;
    expect(reasons.filter((one) => !known.test(one))).toEqual([]);
    const items = files.flatMap((file) => {
      const { result } = read(file);
      return result instanceof ReadError ? [] : result.quizzes.flatMap((quiz) => quiz.items);
    });
    expect(items.length).toBeGreaterThan(150);
    // Not XML: an element closed by another, an attribute without a value.
    expect(reasons.filter((one) => one.startsWith('bad-xml')).length).toBe(4);
    expect(reasons.filter((one) => one.startsWith('unsafe-xml')).every((one) => one.includes('DOCTYPE'))).toBe(true);
  });

  it('every place holds, and a change of any words or key is read back as meant and touches nothing else', () => {
    let changed = 0;
    let keys = 0;
    for (const file of files) {
      const { text, result } = read(file);
      if (result instanceof ReadError) continue;
      const reread = (edited: string) => readItemFile('qti', 'again', edited, undefined).quizzes.flatMap((quiz) => quiz.items);
      const items = result.quizzes.flatMap((quiz) => quiz.items);
      for (const [index, item] of items.entries()) {
        const words: ItemWords[] = [item.stem, ...item.options];
        for (const [place, one] of words.entries()) {
          expect(one.span.start).toBeGreaterThanOrEqual(item.span.start);
          expect(one.span.end).toBeLessThanOrEqual(item.span.end);
          const edit = changeWords(text, one, `${one.text} ‹&›`.trim());
          if (!edit) continue;
          const after = reread(applyEdits(text, [edit]));
          const own = after[index];
          expect([own?.stem, ...(own?.options ?? [])][place]?.text).toBe(`${one.text} ‹&›`.trim());
          expect(after.filter((_, at) => at !== index).map((other) => other.stem.text)).toEqual(
            items.filter((_, at) => at !== index).map((other) => other.stem.text),
          );
          changed += 1;
        }
        item.options.forEach((_, right) => {
          const edits = moveKey(text, item, right);
          if (!edits || edits.length === 0) return;
          const own = reread(applyEdits(text, edits))[index];
          expect(own?.options.map((option) => option.correct)).toEqual(item.options.map((__, at) => at === right));
          keys += 1;
        });
      }
    }
    expect(changed).toBeGreaterThan(300);
    expect(keys).toBeGreaterThan(60);
  });

  it('zip packages are read by their manifest and written back byte for byte', () => {
    for (const file of below(home).filter((one) => one.endsWith('.zip'))) {
      const bytes = readFileSync(file);
      expect(zipEntries(file, bytes).length).toBeGreaterThan(0);
      expect(zipWith(file, bytes, new Map()).equals(bytes)).toBe(true);
      expect(packedItems(path.basename(file), bytes).files.length).toBeGreaterThan(0);
    }
  });
});
