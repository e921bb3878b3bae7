/** Answers questions about products and retirements held in memory. Pure. */
import { createHash } from 'node:crypto';
import type { Facts, ReleaseCycle, Retirement } from './facts.ts';
import type { Product } from './model.ts';

/** `3.9.1` → `3.9.1`, `3.9`, `3`: the cycle is the longest of these that the product knows. */
function prefixes(version: string): string[] {
  const parts = version.split('.');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('.'));
}

function asCycle(product: Product, entry: Product['cycles'][number]): ReleaseCycle {
  return {
    product: product.id,
    label: product.label,
    cycle: entry.cycle,
    released: entry.released ?? null,
    endOfLife: entry.ends,
    latest: entry.latest ?? null,
    url: product.url,
    asOf: product.asOf,
  };
}

/** Newer first, by number: 3.10 before 3.9. */
function byCycle(a: { cycle: string }, b: { cycle: string }): number {
  return b.cycle.localeCompare(a.cycle, 'en', { numeric: true });
}

/**
 * @param products later entries of the same id replace earlier ones
 * @returns facts whose `current` prefers long-term cycles where the product marks any that are supported
 */
export function factsFrom(products: Product[], retirements: Retirement[]): Facts {
  const byId = new Map(products.map((product) => [product.id, product]));
  const snapshot = createHash('sha256')
    .update(JSON.stringify([[...byId.entries()].sort(([a], [b]) => (a < b ? -1 : 1)), retirements]))
    .digest('hex');
  return {
    snapshot,
    days: (about = () => true) => {
      const products = [...byId.values()].filter(({ id, label, names }) => about([id, label, ...names]));
      const closed = retirements.filter(({ name, aliases }) => about([name, ...aliases])).map((one) => one.closed);
      const all = [...products.flatMap(({ cycles }) => cycles.flatMap((one) => [one.released, one.ends])), ...closed];
      return [...new Set(all.filter((day) => day !== null && day !== undefined))].sort();
    },
    products: () => [...byId.values()].map((product) => ({ id: product.id, names: product.names })),
    cycle(id, version) {
      const product = byId.get(id);
      if (!product) return null;
      for (const prefix of prefixes(version)) {
        const entry = product.cycles.find((candidate) => candidate.cycle === prefix);
        if (entry) return asCycle(product, entry);
      }
      return null;
    },
    current(id, date) {
      const product = byId.get(id);
      if (!product) return null;
      const supported = product.cycles
        .filter((entry) => (entry.ends === null || entry.ends >= date) && (!entry.released || entry.released <= date))
        .sort(byCycle);
      const best = supported.find((entry) => entry.lts) ?? supported[0];
      return best ? asCycle(product, best) : null;
    },
    newest(id, date) {
      const product = byId.get(id);
      const out = (product?.cycles ?? []).filter((entry) => !entry.released || entry.released <= date).sort(byCycle);
      return product && out[0] ? asCycle(product, out[0]) : null;
    },
    retirements: () => retirements,
  };
}
