import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configReference } from './reference.ts';

describe('docs/config.md', () => {
  it('is what the schema says (npx tsx tools/config/write-reference.ts writes it anew)', () => {
    expect(readFileSync(new URL('../../docs/config.md', import.meta.url), 'utf8')).toBe(configReference());
  });

  it('says of every key what it means', () => {
    const silent = configReference()
      .split('\n')
      .filter((line) => /^\| `.*\|\s*\|$/.test(line));
    expect(silent).toEqual([]);
  });
});
