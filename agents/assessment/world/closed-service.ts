/** Lessons that depend on a service that closed, or call a product by a name given up: one sentence a course and service. */
import type { Campaign } from '../../../tools/config/schema.ts';
import type { Retirement } from '../../../tools/facts/facts.ts';
import type { Item, Lesson, Span } from '../../../tools/library/lesson.ts';
import { sourceOf } from '../../../tools/library/lesson.ts';
import { literalPattern } from '../../../tools/library/literal-pattern.ts';
import type { CourseContext } from '../../context.ts';
import type { Evidence, RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { allItems } from '../items/items.ts';
import { codeOf, textFiles } from '../prose.ts';
import { counted } from '../wording.ts';

const meta: RuleMeta = {
  id: 'closed-service',
  agent: 'assessment',
  version: '1.0',
  severity: 'critical',
  title: 'Exercises depend on a service that closed',
  source: 'The maker’s announcement, with its date (tools/facts/retirements.yaml and the library’s own file).',
  needs: ['facts', 'date', 'campaigns'],
};

/**
 * Spelled as in the list; an alias without capitals (a host, a package) in any case. `LUISRuntimeClient` and `LUIS_KEY` count
 * for LUIS, "Luisa" does not.
 */
function patternOf(retirement: Retirement): RegExp {
  const spellings = [retirement.name, ...retirement.aliases].sort((a, b) => b.length - a.length);
  const branch = (spelling: string) => {
    const after = /\p{Lu}$/u.test(spelling) ? String.raw`(?!\p{Ll})` : String.raw`(?![\p{L}\p{N}])`;
    const before = retirement.commonWord && spelling === retirement.name ? String.raw`(?<=\p{Ll}[,]? )` : '';
    return `${before}${literalPattern(spelling)}${after}`;
  };
  return new RegExp(String.raw`(?<!\p{L})(?:${spellings.map(branch).join('|')})`, 'u');
}

/** A step of a list, a heading of a task, or a sentence that tells learners to do something with it. */
const asked =
  /^\s*(?:\d+[.)]|[-*+])\s|^#+ .*\btask\b|(?:^|[.:;,]\s+|\b(?:then|and|to|please|you (?:can|will|must|should)|we(?:'ll| will)?)\s+)(?:open|create|sign|upload|publish|use|visit|go to|install|test|try|share|import|export|register|log ?in|deploy|check|build|make|load|add|draw|start|run|connect|save)\b/iu;

interface Dependence {
  lesson: Lesson;
  lines: { span: Span; text: string; form: 'prose' | 'code' | 'task' }[];
}

/** Lines of the lesson that name it; output and quoted errors count as lines too, for they show what no longer happens. */
function dependenceOf(lesson: Lesson, pattern: RegExp): Dependence {
  const lines: Dependence['lines'] = [];
  for (const file of textFiles(lesson)) {
    const blocks = codeOf(lesson, file.path);
    let start = 0;
    for (const text of file.text.split('\n')) {
      if (pattern.test(text)) {
        const inCode = blocks.some((block) => block.span.start <= start && start < block.span.end);
        const form = inCode ? 'code' : asked.test(text) ? 'task' : 'prose';
        lines.push({ span: { path: file.path, start, end: start + text.replace(/\r$/u, '').length }, text: text.trim(), form });
      }
      start += text.length + 1;
    }
  }
  return { lesson, lines };
}

/** Speaks of it as closed, or as one among others: nothing to do. */
const aware =
  /\b(?:retired|closed|discontinued|shut ?down|deprecated|no longer (?:available|exists?|supported)|formerly|previously|renamed|was replaced|used to be|successor)\b/iu;

function depends(retirement: Retirement, all: Dependence[]): boolean {
  const lines = all.flatMap((dependence) => dependence.lines);
  if (lines.length === 0 || lines.some((line) => aware.test(line.text))) return false;
  // A passing mention ("such as Skype") hinders nobody: a task, code, or a lesson that keeps coming back to it does.
  return retirement.kind === 'renamed' ? true : lines.some((line) => line.form !== 'prose') || lines.length >= 3;
}

interface Named {
  lesson: Lesson;
  item: Item;
}

function itemsNaming(lessons: Lesson[], pattern: RegExp): Named[] {
  const seen = new Set<string>();
  return allItems(lessons).filter(({ item }) => {
    const named =
      item.format !== 'challenge' && (pattern.test(item.stem.text) || item.options.some((option) => pattern.test(option.text)));
    const key = `${item.span.path}:${item.span.start}`;
    if (!named || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function listed(names: string[]): string {
  if (names.length <= 1) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** Numbers of the lessons learners are hindered in; a page counts for the lesson it belongs to. */
function lessonNumbers(hindered: Lesson[], lessons: Lesson[]): string[] {
  const numbers = hindered.map((lesson) => (lessons.find((own) => own.id === lesson.partOf) ?? lesson).order + 1);
  return [...new Set(numbers)].sort((a, b) => a - b).map(String);
}

/** Somebody has it in hand already; else the question is who. */
function question(retirement: Retirement, campaign: Campaign | undefined): string {
  if (campaign) {
    const who = campaign.owner ?? 'Nobody yet';
    return `${who} sees to it in the campaign ${campaign.name}. Should it be marked as no longer possible until then?`;
  }
  const to = retirement.successor;
  return `Who rewrites this${to ? ` for ${to}` : ''}, or should it be marked as no longer possible? (perennial campaign start "${retirement.name} → ${to ?? '…'}" --owner NAME gathers all places.)`;
}

function findingOf(retirement: Retirement, all: Dependence[], items: Named[], campaign: Campaign | undefined): RawFinding | null {
  const using = all.filter((dependence) => dependence.lines.length > 0);
  const lines = using.flatMap((dependence) => dependence.lines);
  const first = lines[0];
  if (!first) return null;
  const files = new Set(lines.map((line) => line.span.path)).size;
  const alsoItems =
    items.length === 0 ? '' : ` and ${items.length === 1 ? 'item' : 'items'} ${listed(items.map(({ item }) => item.id))}`;
  const extent = `${counted(lines.length, 'line')} in ${counted(files, 'file')}${alsoItems}`;
  const stuck = using.filter((dependence) => dependence.lines.some((line) => line.form !== 'prose'));
  const hindered = lessonNumbers(
    (stuck.length > 0 ? stuck : using).map(({ lesson }) => lesson),
    all.map(({ lesson }) => lesson),
  );
  const verb = lines.length + items.length === 1 ? 'depends' : 'depend';
  const renamed = retirement.kind === 'renamed';
  return {
    rule: meta.id,
    severity: renamed ? 'minor' : meta.severity,
    certainty: 'needs-review',
    range: first.span,
    target: retirement.name,
    message: renamed
      ? `${retirement.name} has been called ${retirement.successor} since ${retirement.closed}; ${extent} use the old name.`
      : `Learners cannot finish lesson${hindered.length === 1 ? '' : 's'} ${listed(hindered)}: ${retirement.name} closed on ${retirement.closed}; ${extent} ${verb} on it.`,
    question: renamed ? 'Should the new name be used?' : question(retirement, campaign),
    answerKind: renamed ? 'yes-no' : 'text',
    evidence: [
      {
        kind: 'fact',
        text: `${retirement.name}: ${renamed ? 'renamed' : 'closed'} ${retirement.closed}${retirement.successor ? `; ${renamed ? 'now' : 'its maker recommends'} ${retirement.successor}` : ''}`,
        url: retirement.url,
        date: retirement.closed,
      },
      ...lines.slice(0, 60).map((line): Evidence => ({ kind: 'quote', text: line.text.slice(0, 200), source: line.span })),
      ...items.map(
        ({ lesson, item }): Evidence => ({ kind: 'quote', text: sourceOf(lesson, item.stem.span), source: item.stem.span }),
      ),
    ],
  };
}

/** The campaign that replaces it, if one was started. */
function under({ name, aliases }: Retirement, campaigns: Campaign[]): Campaign | undefined {
  return campaigns.find(({ from }) => from === name || aliases.includes(from));
}

export const closedService: Rule<CourseContext> = {
  meta,
  check({ lessons, facts, today, campaigns }) {
    const findings = facts.retirements().flatMap((retirement) => {
      if (retirement.closed >= today) return [];
      const pattern = patternOf(retirement);
      const all = lessons.map((lesson) => dependenceOf(lesson, pattern));
      return depends(retirement, all)
        ? (findingOf(retirement, all, itemsNaming(lessons, pattern), under(retirement, campaigns ?? [])) ?? [])
        : [];
    });
    return { outcome: 'checked', findings };
  },
};
