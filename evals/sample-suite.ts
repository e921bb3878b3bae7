/** The agents against the sample library: planted faults, look-alikes, repairs. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { placeSheet } from './planted.ts';
import { scoreRefresh } from './score.ts';
import { scoreTable } from './score-table.ts';
import { loadSheet } from './sheet.ts';
import type { Suite } from './suite.ts';

const ownLibrary = fileURLToPath(new URL('../content', import.meta.url));
const ownSheet = fileURLToPath(new URL('./answer-sheet.yaml', import.meta.url));

export const sampleSuite: Suite = {
  name: 'sample',
  describe: 'recall, precision, repair and harm on the sample library, by rule and agent',
  /** `dataDir`: another library with its own `answer-sheet.yaml` in it. */
  async run(options, doors) {
    const library = options.dataDir ?? ownLibrary;
    const sheet = loadSheet(options.dataDir ? join(options.dataDir, 'answer-sheet.yaml') : ownSheet);
    const read = (path: string): string | null => {
      const file = join(library, path);
      return existsSync(file) ? readFileSync(file, 'utf8') : null;
    };
    const placed = placeSheet(sheet, read);
    const folder = mkdtempSync(join(tmpdir(), 'perennial-sample-'));
    try {
      const copy = join(folder, 'library');
      cpSync(library, copy, { recursive: true, filter: (source) => basename(source) !== '.perennial' });
      const score = scoreRefresh(placed, await doors.refresh(copy), read);
      if (!options.json) options.log(scoreTable(score));
      return { verdict: 'measured', document: { suite: 'sample', library: options.dataDir ?? 'content', ...score } };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
