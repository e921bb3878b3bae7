/** Item files beside lessons, where their form is one we can read for certain. */

import { ReadError } from '../library/errors.ts';
import { readQuizzes } from '../library/quiz-json.ts';
import type { Folder } from './layout.ts';
import { type CourseConfig, QuizMapping } from './schema.ts';

const home = /^(?:quiz|quizzes|quiz-app\/src\/assets\/translations|assessments?)\/[^/]+\.json$/i;
const languageName = /\/[a-z]{2,3}(?:-[A-Za-z]{2,4})?\.json$/;
const shapes = ['$[*].quizzes[*]', '$.quizzes[*]', '$[*]'];
const lessonNumber = '^Lesson (\\d+)\\b';

export function quizSources(folder: Folder): CourseConfig['items'] {
  return [...jsonSources(folder), ...wrappedSources(folder)];
}

const wrapped: [pattern: RegExp, format: 'qti' | 'moodle-xml' | 'gift', mark: RegExp][] = [
  [/\.gift(?:\.txt)?$/i, 'gift', /\{/],
  [/\.xml$/i, 'moodle-xml', /<quiz>\s*(?:<!--(?:(?!-->)[\s\S])*-->\s*)*<question\b/],
  [/\.xml$/i, 'qti', /<questestinterop\b|<(?:qti-assessment-item|assessmentItem)\b/],
];
const wrappedHome = /(?:^|\/)(?:quiz|quizzes|assessments?|items|questions|tests?)\/[^/]+$/i;

/** Item files of other formats, where they lie in a folder for quizzes and begin as such. */
function wrappedSources(folder: Folder): CourseConfig['items'] {
  return folder.files
    .filter((file) => wrappedHome.test(file) && wrapped.some(([pattern]) => pattern.test(file)))
    .flatMap((file) => {
      const text = folder.read(file)?.slice(0, 4000) ?? '';
      const format = wrapped.find(([pattern, , mark]) => pattern.test(file) && mark.test(text))?.[1];
      const path = folder.root === '.' ? file : `${folder.root}/${file}`;
      return format ? [{ path, format, mapping: QuizMapping.parse({}) }] : [];
    });
}

/** Of translations (`en.json`, `fr.json`), the English one, or the only one. */
function jsonSources(folder: Folder): CourseConfig['items'] {
  const files = folder.files.filter((file) => home.test(file));
  const translations = files.filter((file) => languageName.test(file));
  const original =
    translations.find((file) => file.endsWith('/en.json')) ?? (translations.length === 1 ? translations[0] : undefined);
  return files
    .filter((file) => !translations.includes(file) || file === original)
    .flatMap((file) => {
      const mapping = mappingOf(file, folder.read(file));
      return mapping
        ? [{ path: folder.root === '.' ? file : `${folder.root}/${file}`, format: 'quiz-json' as const, mapping }]
        : [];
    });
}

function mappingOf(file: string, text: string | null): CourseConfig['items'][number]['mapping'] | null {
  for (const quizzes of shapes) {
    const mapping = QuizMapping.parse({ quizzes, lesson: lessonNumber });
    try {
      const found = readQuizzes(file, text ?? '', mapping);
      const readable = found.some((quiz) => quiz.items.some((item) => item.stem.text !== '' && item.options.length > 0));
      if (!readable) continue;
      return found.some((quiz) => quiz.lessonNumber !== null) ? mapping : QuizMapping.parse({ quizzes });
    } catch (error) {
      if (!(error instanceof ReadError)) throw error;
      if (error.code === 'bad-json') return null;
    }
  }
  return null;
}
