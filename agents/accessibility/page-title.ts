/** A page's title says what the page is about: it is read first, and names the tab and the bookmark. */
import { bodyOf } from '../../tools/library/lesson.ts';
import type { RuleMeta } from '../rule.ts';
import { judgedRule } from './judged-rule.ts';
import { sheetsOf } from './survey-rule.ts';
import { shareAWord } from './words-shared.ts';

const meta: RuleMeta = {
  id: 'page-title',
  agent: 'accessibility',
  version: '1.0',
  severity: 'moderate',
  title: 'A page title that does not say what the page is about',
  source: 'WCAG 2.2, 2.4.2 Page Titled, technique G88, failure F25 (ACT rule c4a8a4).',
  wcag: ['2.4.2'],
  needs: ['page'],
};

/** What programs write where nobody has (F25), and names of files. Whole title. */
const unwritten =
  /^(?:untitled|untitled (?:document|page)|unbenannt(?:es dokument)?|sans titre|sin título|(?:new|blank|web) ?page|page title|document ?\d*|enter the title of your html document here|title|react app|vite app|\S+\.(?:html?|docx?|pdf|pptx?|aspx?|php|indd))$/i;

export function isUnwritten(title: string): boolean {
  return unwritten.test(title.trim());
}

export const pageTitle = judgedRule(meta, async (context) => {
  if (bodyOf(context.lesson).format !== 'html') return 'the page of a Markdown lesson gets its title from the course';
  const sheets = await sheetsOf(context);
  if (typeof sheets === 'string') return sheets;
  const { survey, place } = sheets[0]!;
  const { mark, text } = survey.title;
  const range = place(mark);
  if (!range || text === '') return 'the page has no title of its own in this file';
  const headings = survey.headings.map((heading) => heading.text).join(' · ');
  const empty = isUnwritten(text);
  if (survey.opening === '' || shareAWord(text, `${headings} ${survey.opening}`)) return [];
  return [
    {
      kind: 'title' as const,
      words: text,
      around: `Headings: ${headings.slice(0, 200) || 'none'}. The page begins: ${survey.opening}`,
      grounds: empty ? ('certain' as const) : ('possible' as const),
      fault: {
        range,
        message: `The title “${text.slice(0, 100)}” does not say what this page is about.`,
        question: 'What should the page be called?',
        answerKind: 'text' as const,
      },
    },
  ];
});
