/** What is known of a course beside its files: learners' answers, news of its field, what became of its links. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, responsesOf } from '../../tools/config/schema.ts';
import { learnerKey } from '../../tools/learners/pseudonym.ts';
import type { ResponseSet } from '../../tools/learners/responses.ts';
import type { Course } from '../../tools/library/lesson.ts';
import type { LinkStates } from '../../tools/links/state.ts';
import type { News } from '../../tools/news/news.ts';
import { stampOf } from '../looking/looked.ts';
import { linksName } from './own-folder.ts';

/** Loaded on first use. */
const parts = {
  responses: async () => ({
    ...(await import('../../tools/learners/read-responses.ts')),
    ...(await import('../../agents/assessment/responses/response-key.ts')),
    ...(await import('../../agents/assessment/psychometrics/dif.ts')),
  }),
  news: () => import('../../tools/news/open.ts'),
  links: async () => ({ ...(await import('../../tools/links/state.ts')), ...(await import('../../tools/links/kept.ts')) }),
};

export interface Sources {
  /** Learners' answers to the course's items, ids hashed; null where the config names none. */
  responses(course: Course): Promise<ResponseSet | null>;
  /** Dated notes on the course's field; null where the config names none. */
  news(course: Pick<Course, 'id' | 'config'>): Promise<News | null>;
  /** What is kept of addresses on the web; asks nothing. */
  links(): Promise<LinkStates>;
}

export function openSources(from: { root: string; own: string; config: Config; today: string }): Sources {
  const { root, own, config, today } = from;
  const configOf = (course: Pick<Course, 'id' | 'config'>) => course.config ?? config.courses.find((one) => one.id === course.id);
  const readAnswers = async (course: Course, stated: NonNullable<ReturnType<typeof responsesOf>>): Promise<ResponseSet> => {
    const { readResponses, courseMarking, purifiedDif } = await parts.responses();
    return readResponses(join(root, stated.file), {
      key: learnerKey(join(own, 'learner.key')),
      name: stated.file,
      attempts: stated.attempts,
      marking: courseMarking(course.lessons),
      ...('groups' in stated && stated.groups ? { groups: stated.groups } : {}),
      strata: async (items, by) => (await purifiedDif(items, by)).strata,
    });
  };
  const answers = new Map<string, Promise<ResponseSet>>();
  const news = new Map<string, Promise<News>>();
  const linksFile = join(own, linksName);
  let links: { stamp: string; states: LinkStates } | null = null;
  return {
    async responses(course) {
      const stated = responsesOf(configOf(course));
      if (!stated) return null;
      // A course's answers are read by its own keys; a file that was replaced is read again.
      const name = `${course.id} ${JSON.stringify(stated)} ${stampOf(root, stated.file)}`;
      const known = answers.get(name) ?? readAnswers(course, stated);
      answers.set(name, known);
      return known;
    },
    async news(course) {
      const trends = configOf(course)?.trends;
      if (trends === undefined) return null;
      const known = news.get(trends) ?? (await parts.news()).openNews({ root, from: trends, cacheDir: join(own, 'news'), today });
      news.set(trends, known);
      return known;
    },
    async links() {
      const stats = statSync(linksFile, { throwIfNoEntry: false });
      const stamp = stats ? `${stats.size} ${stats.mtimeMs}` : 'absent';
      if (links?.stamp === stamp) return links.states;
      const { linkStates, readKept } = await parts.links();
      links = { stamp, states: linkStates(readKept(linksFile)) };
      return links.states;
    },
  };
}
