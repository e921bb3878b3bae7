/** Layout of the Carpentries Workbench: `config.yaml` with a list of `episodes`, lessons in `episodes/`. */
import { parse } from 'yaml';
import type { DraftCourse, Folder } from './layout.ts';

export function carpentriesCourse(folder: Folder): DraftCourse | null {
  const file = folder.files.find((one) => one === 'config.yaml' || one === 'config.yml' || one === '_config.yml');
  const home = folder.files.some((one) => one.startsWith('episodes/')) ? 'episodes' : '_episodes';
  const episodes = folder.files.filter((one) => one.startsWith(`${home}/`) && /^[^/]+\.r?md$/i.test(one.slice(home.length + 1)));
  if (!file || episodes.length === 0) return null;
  const settings = settingsOf(folder.read(file));
  if (!settings) return null;
  const listed = Array.isArray(settings.episodes)
    ? settings.episodes.filter((one): one is string => typeof one === 'string')
    : [];
  const named = listed.map((name) => `${home}/${name}`).filter((name) => episodes.includes(name));
  const sameOrder = named.length === episodes.length && named.every((name, index) => name === episodes[index]);
  const lessons =
    named.length > 0 && !sameOrder ? named : [`${home}/*.${episodes.every((one) => one.endsWith('.md')) ? 'md' : '{md,Rmd}'}`];
  const pages = ['index.md', 'learners/*.md', 'instructors/*.md', 'profiles/*.md', '_extras/*.md'].filter((glob) =>
    folder.files.some(
      (one) => one === glob || (glob.includes('/') && one.startsWith(glob.replace(/\*.*/, '')) && one.endsWith('.md')),
    ),
  );
  const draft: DraftCourse = {
    root: folder.root,
    title: typeof settings.title === 'string' ? settings.title : folder.name,
    lessons,
  };
  if (pages.length > 0) draft.pages = pages;
  const together = [home, 'learners', 'instructors', 'profiles'].filter((name) =>
    folder.files.some((one) => one.startsWith(`${name}/`)),
  );
  if (together.length > 1) draft.publishedTogether = together;
  if (typeof settings.lang === 'string') draft.language = settings.lang;
  return draft;
}

function settingsOf(text: string | null): Record<string, unknown> | null {
  try {
    const data: unknown = parse(text ?? '');
    return typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as Record<string, unknown>) : null;
  } catch {
    // Not a settings file of this layout.
    return null;
  }
}
