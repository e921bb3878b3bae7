/** The items as labelled by hand. No text of a course is kept: an item is its place and a hash of its question. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Item } from '../../tools/library/lesson.ts';
import { flawNamed } from './flaws.ts';

const Names = z.array(z.string().transform(flawNamed));
const Label = z.strictObject({
  /** `<lesson id>#<item id>` */
  item: z.string(),
  /** First 12 hex digits of the SHA-256 of the question's words. */
  stem: z.string().regex(/^[0-9a-f]{12}$/u),
  /** First and second labelling; the set they were brought to, with faults that are none of the 19. */
  a: Names,
  b: Names,
  agreed: Names,
});
export type Label = z.infer<typeof Label>;

/** @throws where the file is no list of labels. */
export function readLabels(file = fileURLToPath(new URL('./labels.json', import.meta.url))): Label[] {
  return z.array(Label).parse(JSON.parse(readFileSync(file, 'utf8')));
}

export function hashOf(item: Item): string {
  const words = item.stem.text.normalize('NFKC').replace(/\s+/gu, ' ').trim();
  return createHash('sha256').update(words).digest('hex').slice(0, 12);
}
