/** Opens what is known of the world: our own dated files, a folder of product files, the endoflife.date API. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { z } from 'zod';
import { refreshFromApi } from './end-of-life-api.ts';
import { readEndOfLifeFolder } from './end-of-life-folder.ts';
import type { Facts, Retirement } from './facts.ts';
import { factsFrom } from './facts-from-products.ts';
import { EndOfLifeFile, type Product, RetirementFile } from './model.ts';

export interface FactsOptions {
  /** The library; a relative `endOfLifeDir` lies in it. */
  root: string;
  endOfLifeDir?: string;
  /** A further file of retirements in the form of `retirements.yaml`. */
  retirementsFile?: string;
  online: boolean;
  cacheDir: string;
  fetch?: typeof fetch;
  /** ISO day that counts as today. */
  today: string;
}

/** Facts, with one sentence for each source that could not be used. */
export interface OpenedFacts extends Facts {
  readonly notes: string[];
}

function readYaml<T>(path: string, schema: z.ZodType<T>): T {
  if (!existsSync(path))
    throw new Error(`facts.retirements names ${path}, which is not there. Correct it in perennial.config.yaml or take it out.`);
  const result = schema.safeParse(parse(readFileSync(path, 'utf8')));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new Error(
    `${path} is not in the expected form: ${issue?.path.join('.')}: ${issue?.message}. See the comment at the top of the built-in file.`,
  );
}

/** Files that come along: read once a process, however many libraries it opens. */
const ownFiles = new Map<string, unknown>();

function ownFile<T>(name: string, schema: z.ZodType<T>): T {
  if (!ownFiles.has(name)) ownFiles.set(name, readYaml(fileURLToPath(new URL(name, import.meta.url)), schema));
  return ownFiles.get(name) as T;
}

function within(root: string, path: string): string {
  return isAbsolute(path) ? path : join(root, path);
}

/**
 * @returns facts; later sources win. A network that fails is never an error: the note says which dates are used.
 * @throws where a configured folder or file is absent or not in the expected form
 */
export async function openFacts(options: FactsOptions): Promise<OpenedFacts> {
  const notes: string[] = [];
  const own = ownFile('./end-of-life.yaml', EndOfLifeFile);
  let products: Product[] = own.products.map((product) => ({ ...product, asOf: own.asOf }));

  if (options.endOfLifeDir !== undefined) {
    const folder = within(options.root, options.endOfLifeDir);
    if (!existsSync(folder) || !statSync(folder).isDirectory()) {
      throw new Error(
        `facts.endOfLife names ${options.endOfLifeDir}, which is no folder. Correct the path in perennial.config.yaml or take it out.`,
      );
    }
    const read = readEndOfLifeFolder(folder, options.today, new Map(products.map((product) => [product.id, product])));
    products = [...products, ...read.products];
    notes.push(...read.notes);
  }
  if (options.online) {
    const latest = [...new Map(products.map((product) => [product.id, product])).values()];
    const wanted = new Set(own.products.map((product) => product.id));
    const asked = await refreshFromApi(
      latest.filter((product) => wanted.has(product.id)),
      { cacheDir: options.cacheDir, fetch: options.fetch ?? fetch, today: options.today },
    );
    products = [...latest, ...asked.products];
    notes.push(...asked.notes);
  }
  return { ...factsFrom(products, readRetirements(options)), notes };
}

function readRetirements({ root, retirementsFile }: FactsOptions): Retirement[] {
  const files = [ownFile('./retirements.yaml', RetirementFile)];
  if (retirementsFile !== undefined) files.push(readYaml(within(root, retirementsFile), RetirementFile));
  const byName = new Map<string, Retirement>();
  for (const { retirements } of files) {
    for (const { name, aliases, commonWord, closed, kind, successor, url } of retirements) {
      byName.set(name, { name, aliases, ...(commonWord === undefined ? {} : { commonWord }), closed, kind, successor, url });
    }
  }
  return [...byName.values()];
}
