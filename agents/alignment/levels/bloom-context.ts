/**
 * What a verb asks for beside its object: "identify the organelle" is recalled, "identify the causes" is worked out.
 * Source: Anderson & Krathwohl 2001, chapter 5: the cognitive process is told by verb and object together, never by the verb alone
 * (their nineteen processes with the objects of their examples). Pure; English.
 */
import type { Level } from './levels.ts';

/** The first pattern that fits the words after the verb decides. */
type Reading = readonly [pattern: RegExp, level: Level];

const modifiers = String.raw`(?:(?:an?|the|your|one['’]s own|own|its|their|new|short|simple|small|basic|complete|whole|working|\w+-\w+)\s+)*(?:\w+\s+){0,2}`;
const object = (words: string) => new RegExp(String.raw`^${modifiers}(?:${words})\b`, 'i');

const argument =
  /\b(?:argu\w+ (?:for|against|that)|defend\w*|justif\w+|persuad\w+|recommend\w*|critique|review of|position on|refut\w+)\b/i;
const ownWords = /\b(?:in (?:your|their|one['’]s) own words|meaning of|paraphrase)\b/i;
const hidden =
  /\b(?:causes?|reasons?|sources? of|patterns?|bias(?:es)?|flaws?|fallac\w+|assumptions?|errors?|bugs?|mistakes?|weakness\w*|gaps?|contradictions?|motives?|trends?|relationships?|factors?|confounders?|themes?|problems?|risks?|barriers?|trade-?offs?|variables? that)\b/i;
const gist =
  /\b(?:main|central|key) (?:ideas?|points?|message|claims?|arguments?)\b|\b(?:examples?|instances?) of\b|\bpurposes?\b/i;
const fromMaterial =
  /\b(?:by (?:its|their|the)|from (?:an?|the|its|their|several|raw)|in (?:an?|the) (?:\w+ )?(?:report|text|study|argument|case|essay|proof|data ?set|code|program))\b/i;
const wholeWork =
  'program|app|application|essay|story|poem|plan|proposal|policy|campaign|experiment|survey|song|melody|report|article|lesson|game|website|module|package|library|script|model|strategy|hypothesis|question|diagram|presentation|argument|algorithm|solution|system|prototype|test suite|dictionary|protocol|guide|letter|tree';
const smallThing =
  'variable|list|array|table|file|folder|directory|column|row|account|link|chart|plot|graph|histogram|loop|function|class|method|object|query|virtual environment|branch|repository|dictionary of|string|copy|backup|subset|slice|index|key|heading|form|resource';
const byTemplate =
  /\b(?:template|provided|given|built-?in|following (?:the|a)|step[- ]by[- ]step|instructions|with (?:the|a) (?:command|button|menu))\b/i;
const criteria = /\b(?:best|right|suitable|appropriate|most|fits?|for an?|based on|between|whether|according to|when to)\b/i;
const judged =
  /\b(?:conclusions?|claims?|arguments?|follows?|valid|validity|reliab\w+|credib\w+|sound|adequate|quality|evidence|supports?|supported)\b/i;

const comparing: Reading[] = [[/\bbetween (?:an? |the )?[\p{L}-]+ and (?:an? |the )?[\p{L}-]+$/iu, 'understand']];
const building: Reading[] = [
  [byTemplate, 'apply'],
  [object(smallThing), 'apply'],
];

const byVerb: Record<string, readonly Reading[]> = {
  identify: [
    [gist, 'understand'],
    [hidden, 'analyse'],
    [fromMaterial, 'understand'],
    [/^(?:(?:and|or|,)\s+\w+\s+)|\b(?:when|whether|which|how|why|what)\b/i, 'understand'],
    [/^/, 'remember'],
  ],
  define: [
    [ownWords, 'understand'],
    [/^(?:the )?(?:terms?|words?|concepts?)\b/i, 'remember'],
  ],
  explain: [[/^why\b.*\b(?:better|best|preferable|right choice|chosen)\b/i, 'evaluate']],
  use: [
    [/\b(?:mnemonics?|flash ?cards?)\b|\bto (?:recall|remember|memori[sz]e|name)\b/i, 'remember'],
    [/\bto (?:argue|defend|justify|judge|evaluate|decide|choose|recommend|critique|assess)\b/i, 'evaluate'],
    [/\bto (?:analy[sz]e|compare|distinguish|diagnose|examine|find out why|investigate)\b/i, 'analyse'],
    [/\bto (?:design|invent|compose|plan)\b/i, 'create'],
    [/\bto (?:explain|describe|illustrate|summari[sz]e)\b/i, 'understand'],
  ],
  write: [
    [argument, 'evaluate'],
    [/^(?:(?:down|out)\b|an? list of|the (?:name|formula|definition|symbol)s?\b)/i, 'remember'],
    [object('summary|summaries|paraphrase|explanation|description|abstract|definition'), 'understand'],
    [object(wholeWork), 'create'],
  ],
  create: building,
  build: building,
  make: building,
  develop: building,
  construct: building,
  generate: building,
  produce: building,
  choose: [
    [criteria, 'evaluate'],
    [/^(?:the )?correct\b/i, 'remember'],
  ],
  select: [
    [
      /^(?:(?:an?|the)\s+)?(?:(?:best|most|right|appropriate|suitable)\b|[\p{L} -]+ (?:that (?:fits?|suits?|best)|suitable|appropriate|for an?\b))/iu,
      'evaluate',
    ],
    [/^(?:the )?correct\b/i, 'remember'],
  ],
  determine: [
    [/^(?:which|what|the)\b.*\b(?:assumptions?|causes?|relationships?|bias|purpose|point of view|intent)\b|^why\b/i, 'analyse'],
    [/^/, 'apply'],
  ],
  compare: [[/\band (?:recommend|choose|judge|decide|select|rank)\b/i, 'evaluate']],
  distinguish: [...comparing, [/^[\p{L}-]+ from [\p{L}-]+$/iu, 'understand']],
  differentiate: comparing,
  demonstrate: [[/^(?:an? |the |your )?(?:\w+ )?(?:understanding|knowledge|awareness|grasp)\b/i, 'understand']],
  show: [[/^(?:an? )?(?:understanding|knowledge|awareness)\b/i, 'understand']],
  draw: [
    [/^(?:\w+ )?(?:conclusions?|inferences?)\b/i, 'understand'],
    [/\b(?:labelled|labeled|from memory)\b/i, 'remember'],
  ],
  evaluate: [
    [
      /^(?:(?:an?|the|simple|arithmetic|boolean|logical|algebraic|mathematical|numerical|definite)\s+)*(?:expressions?|integrals?|formulas?|polynomials?|functions? (?:at|for)|sums?|limits?|statements? of code)\b/i,
      'apply',
    ],
  ],
  check: [
    [judged, 'evaluate'],
    [/^/, 'apply'],
  ],
  verify: [
    [judged, 'evaluate'],
    [/^/, 'apply'],
  ],
  discuss: [
    [
      /\b(?:advantages?|disadvantages?|pros and cons|strengths?|weakness\w*|implications?|trade-?offs?|merits|limitations?|arguments? for)\b/i,
      'analyse',
    ],
  ],
  find: [[hidden, 'analyse']],
  debug: [[/^/, 'analyse']],
  diagnose: [[/^/, 'analyse']],
  outline: [[/^(?:an?|your) (?:plan|proposal|design)\b/i, 'create']],
  organise: [[/\b(?:alphabetically|by (?:date|name|size)|in order)\b/i, 'apply']],
  organize: [[/\b(?:alphabetically|by (?:date|name|size)|in order)\b/i, 'apply']],
  // Verbs that name a performance only with their object.
  give: [
    [/^(?:an? )?(?:\w+ )?(?:examples?|explanations?|reasons?|summary)\b/i, 'understand'],
    [/^(?:the )?(?:definitions?|names?|formulas?|dates?|symbols?)\b/i, 'remember'],
    [/^(?:\w+ )?feedback\b/i, 'evaluate'],
  ],
  tell: [
    [/^(?:the )?(?:difference|.+\b(?:apart|from))\b|^(?:how|why|whether|when)\b/i, 'understand'],
    [/\bnames?\b/i, 'remember'],
  ],
  modify: [[/^/, 'apply']],
  adapt: [[/^/, 'apply']],
  label: [[/^/, 'remember']],
  match: [
    [/^(?:each|the|every)?\s*[\p{L}]+ (?:with|to) (?:its|their)\b/iu, 'remember'],
    [/^/, 'understand'],
  ],
  point: [[/^(?:out|to)\b/i, 'remember']],
};

/** @returns the level of the verb with these words after it; null where only the verb can tell */
export function levelInContext(verb: string, rest: string): Level | null {
  const trimmed = rest.replace(/[.;:!?\s]+$/, '');
  return byVerb[verb]?.find(([pattern]) => pattern.test(trimmed))?.[1] ?? null;
}
