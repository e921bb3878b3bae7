/** `perennial init`: write the config, say what was found; with `--baseline` take today's backlog as known. */
import { existsSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { discoverCourses } from '../../tools/config/discover.ts';
import { renderConfig } from '../../tools/config/write.ts';
import { count } from '../../tools/terminal/terminal.ts';
import { refresh } from '../refresh.ts';
import { progressLine } from './refresh.ts';
import { type CommonOptions, startVerb, withWorkspace } from './verb.ts';

export interface InitFlags extends CommonOptions {
  baseline?: boolean;
}

export async function initVerb(dir: string | undefined, flags: InitFlags): Promise<void> {
  const verb = startVerb(flags, dir);
  const { terminal } = verb;
  const file = join(verb.folder, 'perennial.config.yaml');
  const had = existsSync(file);
  await withWorkspace(verb, async (workspace) => {
    if (had) terminal.say(`${relative(process.cwd(), file) || file} is there already and stays as it is.`);
    else {
      const courses = workspace.config.courses.length > 0 ? workspace.config.courses : discoverCourses(workspace.root);
      writeFileSync(file, renderConfig({ courses }), { flag: 'wx' });
      terminal.say(`Written: ${relative(process.cwd(), file) || file}`);
    }
  });
  // Opened again: the config just written counts from here on.
  await withWorkspace(verb, async (workspace) => {
    const library = await workspace.read();
    for (const course of library.courses) {
      const outcomes = course.lessons.reduce((sum, lesson) => sum + lesson.outcomes.length, 0);
      const items = course.lessons.reduce((sum, lesson) => sum + lesson.items.length, 0);
      terminal.say(
        `  ${course.title}: ${count(course.lessons.length, 'lesson')}, ${count(outcomes, 'outcome')}, ${count(items, 'item')}${course.unreadable.length > 0 ? `, ${course.unreadable.length} not readable` : ''}`,
      );
      for (const one of course.unreadable) terminal.say(terminal.yellow(`    ${one.reason}`));
    }
    let known: number | null = null;
    if (flags.baseline) {
      const result = await refresh(workspace, {
        agents: workspace.config.defaults.agents,
        write: 'record',
        known: 'baseline',
        limits: 'keep',
        signal: verb.signal,
        onProgress: (progress) => terminal.progress(progressLine(progress), progress.total ? progress.done / progress.total : 0),
      });
      known = result.findings.length;
      terminal.say(`Baseline: ${count(known, 'finding')} of today recorded as known; later runs show what is new.`);
    }
    terminal.say('Next: npm run -s perennial -- refresh');
    if (verb.json === 'json') {
      terminal.document({
        config: file,
        written: !had,
        courses: library.courses.map((course) => ({
          id: course.id,
          title: course.title,
          lessons: course.lessons.length,
          unreadable: course.unreadable,
        })),
        baseline: known,
      });
    }
  });
}
