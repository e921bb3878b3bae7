/** Which lesson is which: ids come from paths once, and stay with a lesson when its file is moved or renamed. */

export interface FoundFile {
  path: string;
  sha256?: string | undefined;
}

export interface KnownLesson {
  path: string;
  /** Of the file as last seen, where that is remembered. */
  sha256?: string | undefined;
}

/** Path without extension; of a `README` or `index`, its folder: `course/episodes/04-lists`. */
export function idFromPath(path: string): string {
  const bare = path.replace(/\.[^./]+$/, '');
  const folder = bare.replace(/\/(?:readme|index)$/i, '');
  return folder.replace(/\s+/g, '-');
}

/**
 * Gives each found file its lesson id. In this order: the path it was known by; a rename someone vouches for (git);
 * the same bytes under another path; the same name in another folder, or the same name but for its leading number.
 * The last two only where exactly one known lesson lost its file and exactly one new file fits. Otherwise it is a new lesson.
 *
 * @param known ids with the path (or more) each was last seen at.
 * @param renamed old path to new path.
 * @returns id by path, in the order found.
 */
export function identify(
  found: FoundFile[],
  known: ReadonlyMap<string, string | KnownLesson> = new Map(),
  renamed: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const before = new Map([...known].map(([id, at]): [string, KnownLesson] => [id, typeof at === 'string' ? { path: at } : at]));
  const here = new Map(found.map((file) => [file.path, file]));
  const given = new Map<string, string>();
  const taken = new Set<string>();
  const give = (path: string, id: string): void => {
    if (given.has(path) || taken.has(id)) return;
    given.set(path, id);
    taken.add(id);
  };
  for (const [id, { path }] of before) if (here.has(path)) give(path, id);
  for (const [id, { path }] of before) {
    const to = renamed.get(path);
    if (to !== undefined && here.has(to)) give(to, id);
  }
  for (const alike of [sameBytes, sameName, sameButNumber]) {
    const lost = [...before].filter(([id]) => !taken.has(id));
    const fresh = found.filter((file) => !given.has(file.path));
    for (const [id, lesson] of lost) {
      const fits = fresh.filter((file) => alike(lesson, file));
      const rivals = lost.filter(([, other]) => fits[0] && alike(other, fits[0]));
      if (fits.length === 1 && rivals.length === 1) give(fits[0]!.path, id);
    }
  }
  const ids = new Map<string, string>();
  for (const { path } of found) {
    let id = given.get(path);
    if (id === undefined) {
      const wish = idFromPath(path);
      id = wish;
      for (let count = 2; taken.has(id) || before.has(id); count += 1) id = `${wish}-${count}`;
      taken.add(id);
    }
    ids.set(path, id);
  }
  return ids;
}

function sameBytes(lesson: KnownLesson, file: FoundFile): boolean {
  return lesson.sha256 !== undefined && lesson.sha256 === file.sha256;
}

/** `a/04-lists.md` and `b/04-lists.md`; of a README the folder's name is its name. */
function sameName(lesson: KnownLesson, file: FoundFile): boolean {
  return nameOf(lesson.path) === nameOf(file.path);
}

/** `04-lists.md` and `05-lists.md` in one folder. */
function sameButNumber(lesson: KnownLesson, file: FoundFile): boolean {
  const a = split(lesson.path);
  const b = split(file.path);
  return a.folder === b.folder && a.words !== '' && a.words === b.words;
}

function split(path: string): { folder: string; words: string } {
  const id = idFromPath(path);
  const at = id.lastIndexOf('/');
  return { folder: id.slice(0, at + 1), words: id.slice(at + 1).replace(/^\d+[-_. ]*/, '') };
}

function nameOf(path: string): string {
  return idFromPath(path).split('/').at(-1) ?? '';
}
