/** What a schema cannot say about a configuration. */
import type { Config } from './schema.ts';

export interface MeaningIssue {
  path: (string | number)[];
  message: string;
}

export function checkMeaning(config: Config): MeaningIssue[] {
  const issues: MeaningIssue[] = [];
  const say = (path: (string | number)[], message: string): void => {
    issues.push({ path, message });
  };
  const seen = new Set<string>();
  checkLanguage(config.language, ['language'], say);
  config.courses.forEach((course, index) => {
    const at = ['courses', index];
    if (seen.has(course.id))
      say([...at, 'id'], `courses[${index}].id "${course.id}" is used twice; give each course its own id.`);
    seen.add(course.id);
    if (leaves(course.root))
      say([...at, 'root'], `courses[${index}].root "${course.root}" leaves the library; name a folder inside it.`);
    if (course.language !== undefined) checkLanguage(course.language, [...at, 'language'], say);
    course.items.forEach((source, nth) => {
      const place = [...at, 'items', nth];
      if (leaves(source.path))
        say(
          [...place, 'path'],
          `courses[${index}].items[${nth}].path "${source.path}" leaves the library; name a file inside it.`,
        );
      const pattern = source.mapping.lesson;
      if (pattern !== undefined && !isPattern(pattern)) {
        say(
          [...place, 'mapping', 'lesson'],
          `courses[${index}].items[${nth}].mapping.lesson is no regular expression with a group for the lesson number; try "^Lesson (\\\\d+)".`,
        );
      }
    });
  });
  return issues;
}

function checkLanguage(
  language: string,
  path: (string | number)[],
  say: (path: (string | number)[], message: string) => void,
): void {
  try {
    Intl.getCanonicalLocales(language);
  } catch {
    say(path, `language "${language}" is no BCP 47 tag; write one such as en, de or pt-BR.`);
  }
}

function leaves(place: string): boolean {
  return place.startsWith('/') || /^[A-Za-z]:/.test(place) || place.split(/[\\/]/).includes('..');
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(`${source}|`).exec('')!.length > 1;
  } catch {
    return false;
  }
}
