/** Asks the endoflife.date API (https://endoflife.date/docs/api/v1/), keeping each answer with its day and ETag. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Product } from './model.ts';

const Answer = z.looseObject({
  result: z.looseObject({
    name: z.string(),
    label: z.string(),
    releases: z.array(
      z.looseObject({
        name: z.string(),
        releaseDate: z.string().nullish(),
        isLts: z.boolean().optional(),
        isEol: z.boolean().optional(),
        eolFrom: z.string().nullish(),
        latest: z.looseObject({ name: z.string() }).nullish(),
      }),
    ),
  }),
});
const Kept = z.strictObject({ readOn: z.iso.date(), etag: z.string().nullable(), body: z.unknown() });
type Kept = z.infer<typeof Kept>;

const base = 'https://endoflife.date/api/v1/products';
const patienceMs = 5000;
const largestAnswer = 2_000_000;

/** @throws where the answer has not the documented form */
export function productFromAnswer(body: unknown, readOn: string, known: Product): Product {
  const { result } = Answer.parse(body);
  return {
    ...known,
    asOf: readOn,
    cycles: [
      ...result.releases.map((release) => ({
        cycle: release.name,
        released: release.releaseDate ?? null,
        ends: release.eolFrom ?? (release.isEol ? readOn : null),
        latest: release.latest?.name ?? null,
        lts: release.isLts ?? false,
      })),
      ...known.cycles.filter((own) => !result.releases.some((release) => release.name === own.cycle)),
    ],
  };
}

function keptAnswer(file: string): Kept | null {
  try {
    return Kept.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Absent or damaged: ask again.
    return null;
  }
}

function keep(folder: string, file: string, kept: Kept): void {
  mkdirSync(folder, { recursive: true });
  const beside = `${file}.${process.pid}.tmp`;
  writeFileSync(beside, JSON.stringify(kept));
  renameSync(beside, file);
}

/**
 * Brings products up to date, at most once a day each. The network may fail at any point: what was kept is used then,
 * what was not keeps the dates it came with, and a note says so.
 */
export async function refreshFromApi(
  products: Product[],
  options: { cacheDir: string; fetch: typeof fetch; today: string },
): Promise<{ products: Product[]; notes: string[] }> {
  const folder = join(options.cacheDir, 'endoflife');
  const notes: string[] = [];
  const result: Product[] = [];
  let reachable = true;
  for (const product of products) {
    const file = join(folder, `${product.id.replace(/[^a-z0-9-]/gu, '-')}.json`);
    const kept = keptAnswer(file);
    let answer = kept;
    if (reachable && kept?.readOn !== options.today) {
      try {
        answer = (await ask(product.id, kept, options)) ?? kept;
        if (answer && answer !== kept) keep(folder, file, answer);
      } catch (error) {
        reachable = false;
        notes.push(
          `endoflife.date could not be asked (${error instanceof Error ? error.message : String(error)}); dates kept from earlier are used.`,
        );
      }
    }
    result.push(merged(product, answer, notes));
  }
  return { products: result, notes };
}

function merged(product: Product, answer: Kept | null, notes: string[]): Product {
  if (!answer || answer.readOn < product.asOf) return product;
  try {
    return productFromAnswer(answer.body, answer.readOn, product);
  } catch {
    notes.push(`The answer of endoflife.date on ${product.id} has an unknown form; the dates of ${product.asOf} are used.`);
    return product;
  }
}

/** @returns null where the API does not know the product; @throws where it cannot be reached or answers nonsense */
async function ask(id: string, kept: Kept | null, options: { fetch: typeof fetch; today: string }): Promise<Kept | null> {
  const response = await options.fetch(`${base}/${encodeURIComponent(id)}`, {
    headers: { accept: 'application/json', ...(kept?.etag ? { 'if-none-match': kept.etag } : {}) },
    signal: AbortSignal.timeout(patienceMs),
    redirect: 'error',
  });
  if (response.status === 304 && kept) return { ...kept, readOn: options.today };
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`it answered ${response.status}`);
  const text = await response.text();
  if (text.length > largestAnswer) throw new Error('its answer is too large');
  return { readOn: options.today, etag: response.headers.get('etag'), body: JSON.parse(text) };
}
