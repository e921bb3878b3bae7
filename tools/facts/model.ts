/** How products and retirements lie in our own files, and what all sources are brought to. */
import { z } from 'zod';

const day = z.union([z.iso.date(), z.date().transform((value) => value.toISOString().slice(0, 10))]);

export const CycleEntry = z.strictObject({
  cycle: z.string().min(1),
  released: day.nullish(),
  ends: day.nullable(),
  latest: z.string().nullish(),
  lts: z.boolean().default(false),
});

export const ProductEntry = z.strictObject({
  id: z.string().min(1),
  label: z.string().min(1),
  names: z.array(z.string().min(1)).min(1),
  url: z.string(),
  cycles: z.array(CycleEntry),
});

export const EndOfLifeFile = z.strictObject({ asOf: day, products: z.array(ProductEntry) });

export const RetirementFile = z.strictObject({
  retirements: z.array(
    z.strictObject({
      name: z.string().min(1),
      aliases: z.array(z.string().min(1)),
      closed: day,
      commonWord: z.boolean().optional(),
      kind: z.enum(['closed', 'renamed']),
      successor: z.string().nullable(),
      url: z.string(),
      checked: day.optional(),
    }),
  ),
});

/** A product with the day its dates were read; `asOf` comes with it because sources differ in age. */
export type Product = z.infer<typeof ProductEntry> & { asOf: string };
