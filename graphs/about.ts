/** What the program says of its rules: what they look for and where they come from. */
import { engineCriteria } from '../tools/browser/engine-criteria.ts';
import { allAgents } from './agents.ts';

/** Success criteria each accessibility rule looks for. The rule `axe` reports whatever its engine finds, so it has the engine's. */
export function criteriaByRule(): Map<string, string[]> {
  const rules = allAgents
    .filter((agent) => agent.name === 'accessibility')
    .flatMap((agent) => [...agent.lessonRules, ...agent.courseRules]);
  return new Map(
    rules.map(({ meta }) => [
      meta.id,
      meta.id === 'axe' ? [...new Set([...(meta.wcag ?? []), ...engineCriteria()])] : (meta.wcag ?? []),
    ]),
  );
}

/** Title, source and version of every rule, by id. */
export function ruleSources(): Map<string, { title: string; source: string; version: string }> {
  return new Map(
    allAgents.flatMap((agent) =>
      [...agent.lessonRules, ...agent.courseRules].map(
        ({ meta }) => [meta.id, { title: meta.title, source: meta.source, version: meta.version }] as const,
      ),
    ),
  );
}
