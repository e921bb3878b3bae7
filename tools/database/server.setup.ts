/** For a run of all tests: what Postgres begins with is laid out once, by the first test that asks for it. */
import { rmSync } from 'node:fs';
import { openFolder, patternVariable } from './server.fixture.ts';

export function setup(): () => void {
  const folder = openFolder();
  process.env[patternVariable] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
