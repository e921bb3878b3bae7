/** Where links of a course lead inside the library, and what is not there. Looks at files only through the context. */
import type { Lesson, Link } from '../../../tools/library/lesson.ts';
import type { CourseContext } from '../../context.ts';
import { slipOf } from './spelling.ts';

export interface InternalLink {
  lesson: Lesson;
  link: Link;
  /** File the link stands in. */
  from: string;
  /** Path the link means, in the library. */
  target: string;
  fragment: string | null;
}

const scheme = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/iu;
/** Filled in by a site generator: `{{ page.root }}`, `{% link %}`, `<%= %>`. */
const template = /\{\{|\{%|<%|\$\{/u;

function fragmentOf(href: string): string | null {
  const at = href.indexOf('#');
  return at < 0 ? null : href.slice(at + 1);
}

/** Links of the course that mean a file of the library. An address that leaves the library is somebody else's. */
export function internalLinks({ lessons, files }: CourseContext): InternalLink[] {
  const seen = new Set<string>();
  return lessons.flatMap((lesson) =>
    lesson.links.flatMap((link) => {
      const key = `${link.span.path}:${link.span.start}`;
      const href = link.href.trim();
      if (seen.has(key) || href === '' || scheme.test(href) || template.test(href)) return [];
      seen.add(key);
      const target = files.resolve(link.span.path, href);
      return target === null ? [] : [{ lesson, link, from: link.span.path, target, fragment: fragmentOf(href) }];
    }),
  );
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Folders in which files of a course lie, and their parents. */
function foldersOf(context: CourseContext): string[] {
  const folders = new Set<string>([context.course.root === '.' ? '' : context.course.root]);
  for (const lesson of context.lessons) for (const file of lesson.files) folders.add(folderOf(file.path));
  const root = context.course.root === '.' ? '' : `${context.course.root}/`;
  // The Carpentries Workbench puts the pages of these folders beside each other on the site.
  for (const name of ['episodes', 'learners', 'instructors', 'profiles']) folders.add(`${root}${name}`);
  return [...folders];
}

/**
 * The source file that a link's path leads to on the site: the file itself; `page.html` or `page` for `page.md`; a page that
 * the site builds into one flat folder. Null where there is none.
 */
export function sourceFile(path: string, context: CourseContext): string | null {
  const { files } = context;
  if (files.exists(path)) return path;
  // A page `x.html` is built from `x.md`; an address without an ending is a page or a folder; any other ending must be there as written.
  const ending = /\.[a-z0-9]{1,6}$/iu.exec(path)?.[0].toLowerCase();
  if (ending !== undefined && ending !== '.html') return null;
  const bare = ending === undefined ? path : path.slice(0, -ending.length);
  const sources = (stem: string) => [
    `${stem}.md`,
    `${stem}.Rmd`,
    ...(ending === undefined ? [`${stem}.html`] : []),
    `${stem}/index.md`,
    `${stem}/README.md`,
    `${stem}/index.html`,
  ];
  const near = sources(bare).find((candidate) => files.exists(candidate));
  if (near !== undefined) return near;
  if (ending === undefined) return null;
  for (const folder of foldersOf(context)) {
    const stem = folder === '' ? nameOf(bare) : `${folder}/${nameOf(bare)}`;
    const found = sources(stem).find((candidate) => files.exists(candidate));
    if (found !== undefined) return found;
  }
  return null;
}

/** Is the folder that should hold the target missing as a whole? A target without an ending is taken for a folder. */
export function liesInAbsentFolder(target: string, { files }: CourseContext): boolean {
  const parent = folderOf(target);
  if (parent !== '' && !files.exists(parent)) return true;
  return !/\.[a-z0-9]{1,6}$/iu.test(nameOf(target));
}

/** The one file that is surely meant by an absent target: of the same name elsewhere in the course, or a slip of the pen in its folder. */
export function movedTo(target: string, context: CourseContext): string | null {
  const name = nameOf(target).toLowerCase();
  if (/^(?:readme|index|assignment)\.\w+$/u.test(name)) return null;
  const paths = new Set(context.lessons.flatMap((lesson) => lesson.files.map((file) => file.path)));
  const same = [...paths].filter((path) => nameOf(path).toLowerCase() === name);
  if (same.length > 0) return same.length === 1 ? (same[0] ?? null) : null;
  const folder = folderOf(target);
  const slip = slipOf(nameOf(target), [...paths].filter((path) => folderOf(path) === folder).map(nameOf));
  return slip === null || folder === '' ? slip : `${folder}/${slip}`;
}

/** The address of one library path as written in another file. */
export function relative(from: string, to: string): string {
  const base = folderOf(from).split('/').filter(Boolean);
  const parts = to.split('/');
  let shared = 0;
  while (shared < base.length && shared < parts.length - 1 && base[shared] === parts[shared]) shared += 1;
  return [...base.slice(shared).map(() => '..'), ...parts.slice(shared)].join('/').replaceAll(' ', '%20');
}
