import { z } from 'zod';

/** Keys the schema knows at a place (`['courses', 0]`); empty where any key goes. */
export function keysAt(schema: z.core.$ZodType, place: readonly PropertyKey[]): string[] {
  let at: z.core.$ZodType | null = bare(schema);
  for (const key of place) {
    if (at instanceof z.ZodObject) at = (at.shape as Record<PropertyKey, z.core.$ZodType | undefined>)[key] ?? null;
    else if (at instanceof z.ZodArray) at = at.element;
    else if (at instanceof z.ZodRecord) at = at.valueType;
    else return [];
    if (at === null) return [];
    at = bare(at);
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

/** Without its wrappings: default, prefault, optional. */
function bare(schema: z.core.$ZodType): z.core.$ZodType {
  let at = schema;
  while (
    at instanceof z.ZodDefault ||
    at instanceof z.ZodPrefault ||
    at instanceof z.ZodOptional ||
    at instanceof z.ZodNullable
  ) {
    at = at.unwrap() as z.core.$ZodType;
  }
  return at;
}
