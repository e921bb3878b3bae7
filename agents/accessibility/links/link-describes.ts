/** Where a link leads can be told from its words and what stands about them. Words that are vague as such are `link-vague`'s. */
import type { RuleMeta } from '../../rule.ts';
import { type Doubt, judgedRule } from '../judged-rule.ts';
import { sheetsOf } from '../survey-rule.ts';
import { shareAWord } from '../words-shared.ts';
import { isVague, vagueLinks } from './link-vague.ts';

const meta: RuleMeta = {
  id: 'link-describes',
  agent: 'accessibility',
  version: '1.0',
  severity: 'moderate',
  title: 'A link of which nobody can tell where it leads',
  source:
    'WCAG 2.2, 2.4.4 Link Purpose (In Context), failure F63 (ACT rules 5effbb, aizyf1): words that say nothing, and nothing about them that says more.',
  wcag: ['2.4.4', '2.4.9'],
  needs: ['page'],
};

/** Words of many links that say nothing of one. */
const general = new Set(
  'about after again another article before below click continue details document download each example examples find following found from here info information learn link list look more next open other page previous read resource resources see some start there these this visit watch website what where which with'.split(
    ' ',
  ),
);

/** Two telling words and more say enough, and so does the name of what the address leads to: reading all links would cost more than it finds. */
export function saysEnough(name: string, target: string | null): boolean {
  const telling = (name.toLowerCase().match(/[\p{L}\p{N}]{4,}/gu) ?? []).filter((word) => !general.has(word));
  return telling.length >= 2 || shareAWord(telling.join(' '), (target ?? '').replace(/\W+/g, ' '));
}

export const linkDescribes = judgedRule(meta, async (context) => {
  const sheets = await sheetsOf(context);
  if (typeof sheets === 'string') return sheets;
  const leftToOther = new Set(vagueLinks(context.lesson).map(({ span }) => `${span.path}:${span.start}`));
  const seen = new Set<string>();
  return sheets.flatMap(({ survey, path, place }) =>
    survey.links.flatMap((link): Doubt[] => {
      const range = place(link.mark);
      const key = `${link.name} ${link.block} ${path}`;
      if (!range || link.name === '' || seen.has(key) || isAddress(link.name) || saysEnough(link.name, link.target)) return [];
      if (leftToOther.has(`${path}:${range.start}`)) return [];
      seen.add(key);
      // Vague by a label or a picture's alternative, which `link-vague` does not read; and nothing stands about it (2.4.4).
      const vague = isVague(link.name, context.lesson.language);
      const bare = vague && link.heading === '' && saysNoMore(link.context, link.name);
      return [
        {
          kind: 'link',
          words: link.name,
          around: `In: ${link.context}${link.heading === '' ? '' : ` Under the heading: ${link.heading}`}`,
          grounds: bare ? 'certain' : vague ? 'suspected' : 'possible',
          fault: {
            range,
            message: `Nobody can tell where the link “${link.name}” leads.`,
            question: 'Which words should the link have?',
            answerKind: 'text',
          },
        },
      ];
    }),
  );
});

/** The block round a link is the link: its own words, or none where a picture is all. */
function saysNoMore(block: string, name: string): boolean {
  const fold = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  return fold(block) === '' || fold(block) === fold(name);
}

function isAddress(name: string): boolean {
  return /^(?:https?:\/\/|www\.|\S+@\S+$)|^\S+\.[a-z]{2,}(?:\/\S*)?$/i.test(name) || !/\p{L}/u.test(name);
}
