/** What a recording says and shows is there in words: nobody can tell without hearing it, so a person is asked, once a recording. */
import type { RuleMeta } from '../../rule.ts';
import { elementsOf, textOf } from '../element-tree.ts';
import { type MarkedFault, surveyRule } from '../survey-rule.ts';
import { soundOf } from './media-sound.ts';

const meta: RuleMeta = {
  id: 'recording-words',
  agent: 'accessibility',
  version: '1.1',
  severity: 'moderate',
  title: 'A recording whose words somebody must look for',
  source: 'WCAG 2.2, 1.2.1, 1.2.3, 1.2.5 and 1.2.8 (ACT rules 1a02b0, 2eb176, c5a4ea). Captions are asked about by `axe`.',
  wcag: ['1.2.3', '1.2.5', '1.2.8'],
  needs: ['page', 'siblings'],
};

/** What people call the words of a recording; a description also tells what is only shown. */
const wordsOf = /transcript|transkript|transcri[pç]|trascrizione|caption|described|description|文字起こし|نص مكتوب/i;
const told = /audio[- ]?descri|described|descriptions?\b/i;

export const recordingWords = surveyRule(meta, ({ survey, context, path: from }) => {
  const summaries = elementsOf(context.lesson, from).filter(({ element }) => element.tagName === 'summary');
  const beside = [
    ...survey.links.map(({ name }) => name),
    ...survey.headings.map(({ text }) => text),
    ...summaries.map(({ element }) => textOf(element)),
  ].filter((name) => wordsOf.test(name));
  return survey.media.flatMap(({ mark, kind, sources, tracks }): MarkedFault[] => {
    const heard = sources.map((source) => {
      const path = context.files.resolve(from, source);
      const bytes = path === null ? null : context.files.bytes(path);
      return path === null || bytes === null ? null : soundOf(path, bytes);
    });
    const silent = kind === 'video' && heard.some((one) => one?.sound === 'no');
    // Where each recording has its words beside it, somebody has seen to it.
    const enough = kind === 'audio' ? beside : beside.filter((name) => told.test(name));
    if (enough.length >= survey.media.length || tracks.some((track) => track.kind === 'descriptions')) return [];
    const given =
      tracks.length > 0
        ? `It has tracks: ${tracks.map((track) => `${track.kind} (${track.src})`).join(', ')}.`
        : 'It has no tracks.';
    return [
      {
        mark,
        target: `recording ${sources.join(' ')}`,
        certainty: 'needs-review',
        wcag: kind === 'audio' ? ['1.2.1'] : silent ? ['1.2.1', '1.2.3', '1.2.5', '1.2.8'] : meta.wcag!,
        message:
          kind === 'audio'
            ? 'Nothing here shows whether the words of this recording can be read.'
            : silent
              ? 'Nothing here shows whether what this silent video shows is told in words.'
              : 'Nothing here shows whether what this video shows, and does not say, is told in words.',
        question:
          kind === 'audio'
            ? 'Is all that is said in it to be read on the page, or in a transcript that the page links?'
            : silent
              ? 'Is what it shows told in the text, a transcript or a spoken description?'
              : 'Is what it shows without saying so told in the text, a transcript or a spoken description?',
        answerKind: 'yes-no',
        evidence: [
          { kind: 'note', text: `${given}${beside.length > 0 ? ` Named on the page: ${beside.join(', ').slice(0, 200)}.` : ''}` },
        ],
      },
    ];
  });
});
