/** Courses of a library that has no configuration. What cannot be told for certain is left out rather than guessed. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Listing, walkLibrary } from '../library/walk.ts';
import { carpentriesCourse } from './discover-carpentries.ts';
import { looseCourses } from './discover-folders.ts';
import { lessonFolders, lessonFoldersCourse } from './discover-lesson-folders.ts';
import type { DraftCourse, Folder } from './layout.ts';
import { CourseConfig } from './schema.ts';

/** @throws LibraryError where the folder is missing or closed. */
export function discoverCourses(root: string): CourseConfig[] {
  return discoverIn(walkLibrary(root));
}

export function discoverIn(listing: Listing): CourseConfig[] {
  const drafts = look(listing, '.', listing.files);
  const used = new Set<string>();
  return drafts.map((draft) => {
    const wish = slug(draft.root === '.' ? path.basename(listing.root) : (draft.root.split('/').at(-1) ?? 'course'));
    let id = wish;
    for (let count = 2; used.has(id); count += 1) id = `${wish}-${count}`;
    used.add(id);
    return CourseConfig.parse({ ...draft, id });
  });
}

/** A folder is a course of a known layout, or holds such courses; what is left over is grouped by folder. */
function look(listing: Listing, root: string, files: string[]): DraftCourse[] {
  const folder = folderAt(listing, root, files);
  const own = carpentriesCourse(folder) ?? lessonFoldersCourse(folder);
  if (own) return [own];
  const special = [...new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0]!))].filter((name) =>
    holdsCourse(listing, join(root, name), below(files, name)),
  );
  const found = special.flatMap((name) => look(listing, join(root, name), below(files, name)));
  const rest = files.filter((file) => !special.includes(file.split('/')[0]!));
  return [...found, ...looseCourses(folderAt(listing, root, rest))];
}

function holdsCourse(listing: Listing, root: string, files: string[]): boolean {
  const folder = folderAt(listing, root, files);
  if (carpentriesCourse(folder) || lessonFolders(files).length > 0) return true;
  return [...new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0]!))].some((name) =>
    carpentriesBelow(files, name) ? holdsCourse(listing, join(root, name), below(files, name)) : false,
  );
}

/** Cheap look before a deeper one. */
function carpentriesBelow(files: string[], name: string): boolean {
  return files.some((file) => file.startsWith(`${name}/`) && /(?:^|\/)_?config\.ya?ml$/.test(file));
}

function folderAt(listing: Listing, root: string, files: string[]): Folder {
  const name = root === '.' ? path.basename(listing.root) : (root.split('/').at(-1) ?? root);
  return { root, name, files, read: (file) => readSmall(path.join(listing.root, root, file)) };
}

function readSmall(file: string): string | null {
  try {
    const bytes = readFileSync(file);
    return bytes.length > 5_000_000 ? null : bytes.toString('utf8');
  } catch {
    // Unreadable here means only that it tells nothing about the layout; as a lesson it is reported.
    return null;
  }
}

function below(files: string[], name: string): string[] {
  return files.filter((file) => file.startsWith(`${name}/`)).map((file) => file.slice(name.length + 1));
}

function join(root: string, name: string): string {
  return root === '.' ? name : `${root}/${name}`;
}

function slug(name: string): string {
  return (
    name
      .toLowerCase()
      .normalize('NFKD')
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'course'
  );
}
