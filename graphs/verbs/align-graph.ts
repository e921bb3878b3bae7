/** `perennial align graph`: the concepts of each course in their order, which needs which, and what comes too early. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { earlyConcepts } from '../../agents/alignment/concepts/concept-before-taught.ts';
import { type ConceptGraph, conceptGraph } from '../../agents/alignment/concepts/concept-graph.ts';
import { outcomeNeeds } from '../../agents/alignment/outcome-order.ts';
import { loadConfig } from '../../tools/config/load.ts';
import { readLibrary } from '../../tools/library/read.ts';
import { type ConceptCourse, conceptsPage } from '../../tools/report/concepts-page.ts';
import { CommandFault } from '../../tools/terminal/faults.ts';
import { printable } from '../../tools/terminal/terminal.ts';
import { type CommonOptions, startVerb } from './verb.ts';

export interface GraphFlags extends CommonOptions {
  course?: string;
  /** File to write the needs of outcomes to, as `items analyse --prerequisites` reads it. */
  prerequisites?: string;
  /** File to write a page with the graph to. */
  html?: string;
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
    return {
      ...graph,
      titles: course.lessons,
      early: earlyConcepts(graph).map(({ concept }) => concept.id),
      needs: outcomeNeeds(graph, course.lessons),
    };
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
  if (flags.html !== undefined) {
    writeFileSync(flags.html, conceptsPage(graphs.map(pictured)));
    terminal.say(`Page: ${printable(resolve(flags.html))}`);
  }
  if (verb.json === 'json') terminal.document({ courses: graphs.map(({ titles: _, ...graph }) => graph) });
}

/** What the rule would ask about is marked; the graph's other early uses are everyday words more often than not. */
function pictured({
  course,
  concepts,
  edges,
  violations,
  early,
  titles,
}: ConceptGraph & { early: string[]; titles: readonly { id: string; title: string }[] }): ConceptCourse {
  return {
    course,
    lessons: titles.map(({ id, title }) => ({ id, title })),
    concepts: concepts.map(({ id, term, introduced }) => ({ id, term, lesson: introduced[0]!.lesson })),
    edges,
    early: violations.filter(({ concept }) => early.includes(concept)).map(({ concept, lesson }) => ({ concept, lesson })),
  };
}

function cell(text: string): string {
  return `"${text.replace(/\s+/gu, ' ').replaceAll('"', '""')}"`;
}
