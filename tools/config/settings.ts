/** What holds for one rule at one place: defaults, then every override that matches, later ones winning. */
import picomatch from 'picomatch';
import type { AgentName } from '../../agents/contract.ts';
import type { Config, RuleSettings } from './schema.ts';

export interface RulePlace {
  rule: string;
  agent: AgentName;
  /** Id of the course. */
  course: string;
  /** Path of the file, relative to the library. */
  path: string;
}

const matchers = new Map<string, (text: string) => boolean>();

function matches(glob: string, text: string): boolean {
  let matcher = matchers.get(glob);
  if (!matcher) {
    matcher = picomatch(glob, { dot: true });
    matchers.set(glob, matcher);
  }
  return matcher(text);
}

function anyMatches(globs: string[] | undefined, text: string): boolean {
  return globs === undefined || globs.some((glob) => matches(glob, text));
}

/** An agent that is not among `defaults.agents` has its rules off, unless an override turns one on. */
export function ruleSettings(config: Config, place: RulePlace): RuleSettings {
  const settings: RuleSettings = { enabled: config.defaults.agents.includes(place.agent), options: {} };
  for (const override of config.rules) {
    const { rule, agent, course, path } = override.match;
    const meant =
      anyMatches(rule, place.rule) &&
      (agent === undefined || agent.includes(place.agent)) &&
      anyMatches(course, place.course) &&
      anyMatches(path, place.path);
    if (!meant) continue;
    if (override.enabled !== undefined) settings.enabled = override.enabled;
    if (override.severity !== undefined) settings.severity = override.severity;
    if (override.options) settings.options = { ...settings.options, ...override.options };
  }
  return settings;
}
