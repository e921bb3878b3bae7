/** `perennial align graph`: the concepts of each course in their order, which needs which, and what comes too early. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { earlyConcepts } from '../../agents/alignment/concepts/concept-before-taught.ts';
import { conceptGraph } from '../../agents/alignment/concepts/concept-graph.ts';
import { outcomeNeeds } from '../../agents/alignment/outcome-order.ts';
import { loadConfig } from '../../tools/config/load.ts';
import { readLibrary } from '../../tools/library/read.ts';
import { CommandFault } from '../../tools/terminal/faults.ts';
import { printable } from '../../tools/terminal/terminal.ts';
import { type CommonOptions, startVerb } from './verb.ts';

export interface GraphFlags extends CommonOptions {
  course?: string;
  /** File to write the needs of outcomes to, as `items analyse --prerequisites` reads it. */
  prerequisites?: string;
}

export async function graphVerb(flags: GraphFlags): Promise<void> {
  const verb = startVerb(flags);
  const { terminal } = verb;
  const root = resolve(verb.folder);
  const { courses } = await readLibrary(root, loadConfig(root).config);
  const asked = courses.filter(({ id }) => flags.course === undefined || id === flags.course);
  if (asked.length === 0)
    throw new CommandFault(
      1,
      `There is no course "${flags.course ?? ''}" here; the courses are ${courses.map(({ id }) => id).join(', ') || 'none'}.`,
    );
  const graphs = asked.map((course) => {
    const graph = conceptGraph(course);
    return { ...graph, early: earlyConcepts(graph).map(({ concept }) => concept.id), needs: outcomeNeeds(graph, course.lessons) };
  });
  for (const graph of graphs) {
    terminal.say(`${printable(graph.course)}: ${graph.concepts.length} concepts, ${graph.edges.length} needs among them.`);
    for (const { id, term, introduced, used } of graph.concepts) {
      const needs = graph.edges
        .filter((edge) => edge.concept === id)
        .map((edge) => graph.concepts.find((one) => one.id === edge.needs)!.term);
      const early = graph.early.includes(id) ? ' – used before it is taught' : '';
      terminal.say(
        printable(
          `  ${introduced[0]!.lesson}: ${term} (${used.length} uses)${needs.length > 0 ? ` needs ${needs.join(', ')}` : ''}${early}`,
        ),
      );
    }
  }
  if (flags.prerequisites !== undefined) {
    const needs = graphs.flatMap((graph) => graph.needs);
    const rows = needs.map((one) => [one.outcome, one.needs, one.concept].map(cell).join(','));
    writeFileSync(flags.prerequisites, `${['outcome,needs,concept', ...rows].join('\n')}\n`);
    terminal.say(`${needs.length} needs of outcomes written to ${printable(flags.prerequisites)}.`);
  }
  if (verb.json === 'json') terminal.document({ courses: graphs });
}

function cell(text: string): string {
  return `"${text.replace(/\s+/gu, ' ').replaceAll('"', '""')}"`;
}
