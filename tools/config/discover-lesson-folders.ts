/**
 * Layout with a folder a lesson: `lessons/<lesson>/README.md`, or the same within numbered modules
 * (`1-farm/lessons/2-soil/README.md`), an `assignment.md` beside it, quizzes in `quizzes/*.json`.
 */

import { quizSources } from './discover-quizzes.ts';
import type { DraftCourse, Folder } from './layout.ts';

const body = /^(?:([^/]+)\/)?lessons\/[^/]+\/(?:README|index)\.md$/i;
const numbered = /^(?:\d+|(?:module|unit|week|part|chapter|section)[-_ ]?\d+)/i;

/** Lesson bodies of this layout in a folder: all in `lessons/`, or all in numbered modules. */
export function lessonFolders(files: string[]): string[] {
  const found = files.flatMap((file) => {
    const match = body.exec(file);
    return match ? [{ file, module: match[1] ?? null }] : [];
  });
  const flat = found.filter((one) => one.module === null);
  const modules = found.filter((one) => one.module !== null);
  if (flat.length > 0) return flat.map((one) => one.file);
  return modules.every((one) => numbered.test(one.module ?? '')) ? modules.map((one) => one.file) : [];
}

export function lessonFoldersCourse(folder: Folder): DraftCourse | null {
  const bodies = lessonFolders(folder.files);
  const first = bodies[0];
  if (!first) return null;
  const prefix = first.startsWith('lessons/') ? 'lessons/*' : '*/lessons/*';
  const names = [...new Set(bodies.map((file) => file.split('/').at(-1)!))];
  const homes = new Set(bodies.map((file) => file.replace(/\/[^/]+$/, '')));
  const beside = folder.files.filter(
    (file) => homes.has(file.replace(/\/[^/]+$/, '')) && /\.md$/i.test(file) && !bodies.includes(file),
  );
  const assignment = beside.some((file) => file.endsWith('/assignment.md'));
  const title = /^# +(.+)$/m.exec(folder.read('README.md') ?? '')?.[1]?.trim();
  const draft: DraftCourse = {
    root: folder.root,
    title: title ?? folder.name,
    lessons: names.map((name) => `${prefix}/${name}`),
    assignments: assignment ? ['assignment.md'] : [],
    items: quizSources(folder),
  };
  if (beside.some((file) => !file.endsWith('/assignment.md'))) draft.pages = [`${prefix}/*.md`];
  return draft;
}
