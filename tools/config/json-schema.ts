import { z } from 'zod';
import { Config } from './schema.ts';

/** JSON Schema of `perennial.config.yaml`, for editors that complete and check while one types. */
export function configJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(Config, { io: 'input' }) as Record<string, unknown>;
  return { ...schema, title: 'perennial.config.yaml', description: 'Configuration of a library kept fresh by Perennial' };
}
