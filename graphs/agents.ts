/** The three agents. */
import { accessibility } from '../agents/accessibility/index.ts';
import { alignment } from '../agents/alignment/index.ts';
import { assessment } from '../agents/assessment/index.ts';
import type { CourseContext, LessonContext } from '../agents/context.ts';
import type { AgentName } from '../agents/contract.ts';
import type { Agent } from '../agents/rule.ts';

export const allAgents: Agent<LessonContext, CourseContext>[] = [accessibility, alignment, assessment];

export function agentsNamed(names: AgentName[]): Agent<LessonContext, CourseContext>[] {
  return allAgents.filter((agent) => names.includes(agent.name));
}
