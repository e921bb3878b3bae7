/**
 * Levels of the revised Bloom taxonomy, judged from the verb in its phrase.
 * Source: L. W. Anderson, D. R. Krathwohl (eds.), "A Taxonomy for Learning, Teaching, and Assessing", 2001, table 5.1
 * (nineteen cognitive processes and their other names), widened by everyday verbs of practical courses.
 */
import { levelInContext } from './bloom-context.ts';
import { type Level, levels } from './levels.ts';

export { type Level, levels };

const byLevel: Record<Level, string> = {
  remember: 'list name recall recognise recognize state label memorise memorize recite repeat quote locate',
  understand:
    'explain describe summarise summarize paraphrase interpret classify categorise categorize exemplify illustrate infer discuss outline ' +
    'translate clarify rephrase predict extrapolate conclude define identify restate characterise characterize',
  apply:
    'use apply execute implement carry solve calculate compute perform run demonstrate operate convert import read select plot draw ' +
    'assign append change set return handle add connect install configure write trace index slice reorder sort measure print ' +
    'deploy load save send call test debug import export filter query manipulate edit record collect prepare store format ' +
    'navigate open upload download access follow complete fill enter update remove delete insert graph ' +
    'estimate balance simplify factor multiply divide subtract round practise practice rewrite fit arrange mark repair find correct replace cook mix pour grow plant water',
  analyse:
    'analyse analyze differentiate distinguish organise organize compare contrast attribute deconstruct examine investigate ' +
    'diagnose structure separate determine discriminate relate break',
  evaluate:
    'evaluate judge check critique criticise criticize assess justify argue defend recommend choose decide prioritise prioritize verify review rank weigh appraise',
  create:
    'create design build develop construct compose plan generate produce formulate invent devise hypothesise hypothesize draft make ' +
    'program author assemble propose publish model redesign',
};

const levelOfVerb = new Map<string, Level>();
for (const level of levels)
  for (const verb of byLevel[level].split(/\s+/)) if (!levelOfVerb.has(verb)) levelOfVerb.set(verb, level);

/** Verbs whose evidence is something said or written about a thing. */
const saying = new Set(
  `${byLevel.remember} ${byLevel.understand} distinguish compare contrast differentiate discuss justify argue`.split(/\s+/),
);

/** Things one makes rather than words one explains: "define a function" is not "define osmosis". */
const artefact =
  /^(?:(?:a|an|the|your|own|new|custom|simple|basic|one|several|multiple)\s+)*(?:\w+\s+)?(?:function|class|method|variable|schema|struct|module|route|endpoint|table|query|style|rule|type|interface|constant|macro|workflow|pipeline|test)s?\b/i;

export interface OutcomePhrase {
  /** What stands before the verb: "By the end you will be able to ". */
  lead: string;
  /** Lower-case verb; null where none is known at the place. */
  verb: string | null;
  /** Of verb and object together; may be known where the verb alone says nothing. */
  level: Level | null;
  evidence: 'saying' | 'doing' | null;
  /** From the verb on. */
  body: string;
  /** After the verb. */
  rest: string;
}

const leadPattern =
  /^(?:(?:(?:by|at|on)\s+(?:the\s+)?(?:end|completion|conclusion)\s+(?:of\s+[^,:]{1,60})?[,:]?\s*)|(?:after\s+(?:completing|finishing|reading)\s+[^,:]{1,60}[,:]\s*)|(?:(?:you|students?|learners?|participants?|we|readers?)\s+(?:will|should|can|shall)\s+)|(?:(?:be|is|are)\s+able\s+to\s+)|(?:to\s+)|(?:can\s+)|(?:(?:correctly|briefly|independently|accurately|confidently|successfully|safely|clearly|effectively|systematically|critically|also|then)\s+))*/i;

/** Reads an outcome as lead, verb and rest. Pure; never throws. */
export function readOutcome(text: string): OutcomePhrase {
  const trimmed = text.trim();
  const lead = leadPattern.exec(trimmed)?.[0] ?? '';
  const body = trimmed.slice(lead.length);
  const word = /^[\p{L}-]+/u.exec(body)?.[0] ?? '';
  const rest = body.slice(word.length).trim();
  const verb = word.toLowerCase();
  const known = levelOfVerb.get(verb);
  if (!known) return { lead, verb: null, level: levelInContext(verb, rest), evidence: null, body, rest };
  if (verb === 'define' && artefact.test(rest)) return { lead, verb, level: 'apply', evidence: 'doing', body, rest };
  const level = levelInContext(verb, rest) ?? known;
  return { lead, verb, level, evidence: saying.has(verb) ? 'saying' : 'doing', body, rest };
}

/** Level a verb has when nothing is known of its phrase; null for words that are no such verb. */
export function verbLevel(word: string): Level | null {
  return levelOfVerb.get(word.toLowerCase()) ?? null;
}

export function isSaying(verb: string): boolean {
  return saying.has(verb.toLowerCase());
}

export function levelRank(level: Level): number {
  return levels.indexOf(level);
}
