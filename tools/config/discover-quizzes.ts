/** Quiz files in JSON beside lessons, where their form is one we can read for certain. */

import { ReadError } from '../library/errors.ts';
import { readQuizzes } from '../library/quiz-json.ts';
import type { Folder } from './layout.ts';
import { type CourseConfig, QuizMapping } from './schema.ts';

const home = /^(?:quiz|quizzes|quiz-app\/src\/assets\/translations|assessments?)\/[^/]+\.json$/i;
const languageName = /\/[a-z]{2,3}(?:-[A-Za-z]{2,4})?\.json$/;
const shapes = ['$[*].quizzes[*]', '$.quizzes[*]', '$[*]'];
const lessonNumber = '^Lesson (\\d+)\\b';

/** Of translations (`en.json`, `fr.json`), the English one, or the only one. */
export function quizSources(folder: Folder): CourseConfig['items'] {
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
