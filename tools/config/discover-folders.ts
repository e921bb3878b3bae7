/** Plain folders of Markdown or HTML files: lessons are what is neither housekeeping nor translation. */

import { quizSources } from './discover-quizzes.ts';
import type { DraftCourse, Folder } from './layout.ts';

const lessonFile = /\.(?:md|markdown|html?)$/i;

/** Patterns of what is no lesson, as globs of the configuration and as tests. */
const housekeeping: { glob: string; test: RegExp }[] = [
  {
    glob: '**/{README,LICENSE,LICENCE,NOTICE,AUTHORS,CITATION}*',
    test: /(?:^|\/)(?:README|LICENSE|LICENCE|NOTICE|AUTHORS|CITATION)[^/]*$/,
  },
  {
    glob: '**/{CONTRIBUTING,CODE_OF_CONDUCT,CHANGELOG,SECURITY,SUPPORT,TRANSLATIONS,TROUBLESHOOTING,GOVERNANCE,ACKNOWLEDGEMENTS}*',
    test: /(?:^|\/)(?:CONTRIBUTING|CODE_OF_CONDUCT|CHANGELOG|SECURITY|SUPPORT|TRANSLATIONS|TROUBLESHOOTING|GOVERNANCE|ACKNOWLEDGEMENTS)[^/]*$/,
  },
  {
    glob: '**/{translations,translated_images,i18n,locale,locales}/**',
    test: /(?:^|\/)(?:translations|translated_images|i18n|locale|locales)\//,
  },
  { glob: '**/_*/**', test: /(?:^|\/)_[^/]+\// },
  {
    glob: '**/{dist,build,site,vendor,templates,lesson-template}/**',
    test: /(?:^|\/)(?:dist|build|site|vendor|templates|lesson-template)\//,
  },
  { glob: 'trends/**', test: /^trends\// },
];

const container = /^(?:content|courses?|library|docs?|src|material|materials)$/i;
const partOfCourse =
  /^(?:\d+|lessons?$|episodes?$|chapters?$|units?$|modules?$|pages?$|sections?$|(?:module|unit|week|part|chapter|section|lesson|day)[-_ ]?\d+)/i;

export function looseCourses(folder: Folder): DraftCourse[] {
  const files = lessonsIn(folder.files);
  if (files.length === 0) return [];
  const tops = [...new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0]!))];
  const here = files.filter((file) => !file.includes('/') && !isIndex(file));
  if (here.length > 0 || tops.length === 0 || tops.every((name) => partOfCourse.test(name))) return [courseOf(folder, files)];
  return tops.flatMap((name) => {
    const inner = within(folder, name);
    return container.test(name)
      ? looseCourses(inner)
      : lessonsIn(inner.files).length > 0
        ? [courseOf(inner, lessonsIn(inner.files))]
        : [];
  });
}

function lessonsIn(files: string[]): string[] {
  const plain = files.filter((file) => lessonFile.test(file) && !housekeeping.some((one) => one.test.test(file)));
  if (plain.some((file) => !isIndex(file))) return plain;
  // A folder a lesson, with nothing but its README in it.
  const own = files.filter(
    (file) =>
      /^(?:[^/]+\/)+(?:README|index)\.(?:md|html?)$/i.test(file) && !housekeeping.slice(2).some((one) => one.test.test(file)),
  );
  const numbered = own.filter((file) => /(?:^|\/)\d[^/]*\/[^/]+$/.test(file));
  return numbered.length >= 2 ? numbered : plain;
}

function isIndex(file: string): boolean {
  return /^index\.[a-z]+$/i.test(file);
}

function courseOf(folder: Folder, files: string[]): DraftCourse {
  const readmes = files.every((file) => /(?:^|\/)README\.md$/i.test(file));
  const index = files.filter(isIndex);
  const bodies = files.length > index.length ? files.filter((file) => !isIndex(file)) : files;
  const kinds = ['md', 'markdown', 'html', 'htm'].filter((kind) =>
    bodies.some((file) => file.toLowerCase().endsWith(`.${kind}`)),
  );
  const lessons = readmes ? ['**/[0-9]*/README.md'] : kinds.length === 1 ? [`**/*.${kinds[0]}`] : [`**/*.{${kinds.join(',')}}`];
  const candidates = folder.files.filter((file) => lessonFile.test(file));
  const exclude = readmes
    ? []
    : housekeeping.filter((one) => candidates.some((file) => one.test.test(file))).map((one) => one.glob);
  const draft: DraftCourse = { root: folder.root, title: titleOf(folder), lessons, exclude, items: quizSources(folder) };
  if (index.length > 0 && bodies.length > 0 && bodies !== files) {
    draft.pages = index;
    draft.lessons = lessons;
    draft.exclude = exclude;
  }
  if (folder.files.some((file) => /^trends\/[^/]+\.(?:md|ya?ml|json)$/.test(file)))
    draft.trends = folder.root === '.' ? 'trends' : `${folder.root}/trends`;
  const responses = folder.files.filter((file) => /^(?:.*\/)?responses[^/]*\.csv$/i.test(file));
  if (responses.length === 1) draft.responses = folder.root === '.' ? responses[0]! : `${folder.root}/${responses[0]}`;
  return draft;
}

function titleOf(folder: Folder): string {
  const readme = folder.files.find((file) => /^readme\.md$/i.test(file));
  const stated = readme ? /^# +(.+)$/m.exec(folder.read(readme) ?? '')?.[1]?.trim() : undefined;
  return stated ?? folder.name.replace(/^\d+[-_. ]*/, '').replace(/[-_]+/g, ' ');
}

function within(folder: Folder, name: string): Folder {
  return {
    root: folder.root === '.' ? name : `${folder.root}/${name}`,
    name,
    files: folder.files.filter((file) => file.startsWith(`${name}/`)).map((file) => file.slice(name.length + 1)),
    read: (file) => folder.read(`${name}/${file}`),
  };
}
