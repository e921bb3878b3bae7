/** A person who edits files of a library while programs work on it. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Known } from './check.ts';
import { ledgerOf, type World } from './ground.ts';
import type { Tally } from './tally.ts';

const run = promisify(execFile);

/** A person saves a file in the middle of it all, as editors do: a copy beside it, renamed over it. */
export async function edit(
  world: World,
  random: () => number,
  known: Known,
  writes: { path: string; before: string }[],
  tally: Tally,
): Promise<void> {
  const paths = [...new Set([...world.faults.values()].map((one) => one.path))];
  const path = paths[Math.floor(random() * paths.length)] ?? '';
  const marker = `m${known.markers.length}x`;
  await sleep(random() * 600);
  const file = join(world.root, path);
  for (;;) {
    const before = readFileSync(file, 'utf8');
    writeFileSync(`${file}.mine`, before.replace(/"title": "Check\b/u, `"title": "Check ${marker}`));
    if (readFileSync(file, 'utf8') !== before) continue;
    renameSync(`${file}.mine`, file);
    writes.push({ path, before: createHash('sha256').update(before).digest('hex') });
    known.markers.push({ path, marker: `${marker}` });
    tally.personEdits += 1;
    break;
  }
  if (world.kind === 'git' && random() < 0.5) await run('git', ['commit', '-qam', 'mine'], { cwd: world.root }).catch(() => {});
}

/** Two changes from one text: of a publication and of a person's save right after it, the save stays. */
export async function findOverwritten(world: World, writes: { path: string; before: string }[], known: Known): Promise<void> {
  const ledger = await ledgerOf(world);
  const changes = ledger
    .publications({ states: ['done', 'undone'] })
    .flatMap((one) => [...one.files, ...(one.undo?.files ?? [])]);
  ledger.close();
  for (const { path, before } of writes)
    if (changes.some((one) => one.path === path && one.before === before)) known.overwritten.add(path);
}
