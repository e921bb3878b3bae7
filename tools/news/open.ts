/** Opens the news a course names: a folder, a feed file, or the address of a feed. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { notesOfFeed } from './feed.ts';
import { feedText, type GetText } from './fetch-feed.ts';
import { type News, type NewsNote, newsFrom } from './news.ts';
import { noteOfMarkdown } from './note.ts';

export interface NewsOptions {
  /** The library; `from` is relative to it. */
  root: string;
  /** Folder, feed file or https address, as the config says. */
  from: string;
  cacheDir: string;
  today: string;
  get?: GetText;
}

const mostFiles = 2000;

/**
 * @returns the notes, with one sentence for each source or note that could not be read; nothing here stops a run
 */
export async function openNews(options: NewsOptions): Promise<News> {
  const faults: string[] = [];
  const notes: NewsNote[] = [];
  const attempt = (work: () => NewsNote[]): void => {
    try {
      notes.push(...work());
    } catch (error) {
      faults.push(error instanceof Error ? error.message : String(error));
    }
  };
  const feed = (text: string, source: string): NewsNote[] => {
    const { notes: found, undated } = notesOfFeed(text, source);
    if (undated > 0) faults.push(`${source}: ${undated} ${undated === 1 ? 'entry' : 'entries'} without a day left out.`);
    return found;
  };
  if (/^https?:\/\//iu.test(options.from)) {
    try {
      const { text, note } = await feedText(options.from, options);
      if (note !== null) faults.push(note);
      attempt(() => feed(text, options.from));
    } catch (error) {
      faults.push(error instanceof Error ? error.message : String(error));
    }
    return newsFrom(notes, faults);
  }
  const files = filesOf(options.root, options.from);
  if (typeof files === 'string') return newsFrom([], [files]);
  for (const path of files) {
    const text = () => readFileSync(join(options.root, path), 'utf8');
    if (/\.(?:md|markdown)$/iu.test(path)) attempt(() => (isReadme(path) ? [] : [noteOfMarkdown(path, text())]));
    else attempt(() => feed(text(), path));
  }
  return newsFrom(notes, faults);
}

function isReadme(path: string): boolean {
  return /(?:^|\/)(?:readme|index)\.\w+$/iu.test(path);
}

/** Paths relative to the library, in order; or the sentence that says why there are none. */
function filesOf(root: string, from: string): string[] | string {
  const place = resolve(root, from);
  const inside = relative(root, place);
  if (inside.startsWith('..')) return `trends names ${from}, which lies outside of the library.`;
  const stats = statSync(place, { throwIfNoEntry: false });
  if (!stats) return `trends names ${from}, which is not there. Correct it in perennial.config.yaml or take it out.`;
  const own = (path: string) => relative(root, path).split(sep).join('/');
  if (stats.isFile()) return [own(place)];
  return readdirSync(place, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:md|markdown|xml|rss|atom|rdf|json)$/iu.test(name))
    .map((name) => own(join(place, name)))
    .sort()
    .slice(0, mostFiles);
}
