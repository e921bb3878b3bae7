import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../tools/config/load.ts';
import { responsesOf } from '../tools/config/schema.ts';
import { libraryFiles } from '../tools/library/files.ts';
import { bodyOf, type Library } from '../tools/library/lesson.ts';
import { readLibrary } from '../tools/library/read.ts';
import { loadSheet } from './sheet.ts';

const root = fileURLToPath(new URL('../content', import.meta.url));

describe('the sample library', () => {
  let library: Library;
  beforeAll(async () => {
    library = await readLibrary(root, loadConfig(root).config);
  });
  const lessons = () => library.courses.flatMap((course) => course.lessons);

  it('is read whole: two courses of eight lessons, in both formats', () => {
    expect(library.courses.map((course) => [course.id, course.lessons.length, course.unreadable])).toEqual([
      ['field-statistics', 8, []],
      ['usable-web', 8, []],
    ]);
    expect(new Set(lessons().map((lesson) => bodyOf(lesson).format))).toEqual(new Set(['markdown', 'html']));
  });

  it('gives every lesson outcomes and items', () => {
    expect(lessons().filter((lesson) => lesson.outcomes.length < 2 || lesson.items.length === 0)).toEqual([]);
  });

  it('has lessons of a length that can be read at one sitting', () => {
    for (const lesson of lessons()) {
      const words = bodyOf(lesson).text.split(/\s+/u).length;
      expect(words, lesson.id).toBeGreaterThan(400);
      expect(words, lesson.id).toBeLessThan(950);
    }
  });

  it('holds every picture it shows, and every page it links to, but for the links that were broken on purpose', () => {
    const planted = loadSheet(fileURLToPath(new URL('./answer-sheet.yaml', import.meta.url))).faults.filter((fault) =>
      fault.id.startsWith('dead-link'),
    );
    const files = libraryFiles(root);
    const missing = lessons().flatMap((lesson) => {
      const { path } = bodyOf(lesson);
      const own = [
        ...lesson.images.map((image) => image.src),
        ...lesson.links.map((link) => link.href),
        ...lesson.media.map((media) => media.src),
      ];
      const inside = own.filter((href) => !/^(?:[a-z]+:|#)/iu.test(href));
      return inside.filter((href) => {
        const target = files.resolve(path, href);
        return target === null || !files.exists(target);
      });
    });
    expect(missing.sort()).toEqual(['02-structure.htm', '03-samplng.md']);
    expect(planted).toHaveLength(missing.length);
  });

  it('stays small', () => {
    const sizeOf = (folder: string): number =>
      readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.name !== '.perennial')
        .reduce(
          (sum, entry) =>
            sum + (entry.isDirectory() ? sizeOf(join(folder, entry.name)) : statSync(join(folder, entry.name)).size),
          0,
        );
    expect(sizeOf(root)).toBeLessThan(600_000);
  });

  it('names folders of trends and answers that are there', () => {
    for (const course of loadConfig(root).config.courses) {
      for (const path of [course.trends, responsesOf(course)?.file])
        if (path) expect(existsSync(join(root, path)), path).toBe(true);
    }
  });
});
