/** HTML, CSS and JavaScript samples that use what the web platform has given up: one finding a feature, one for what merely should not be used. */
import { type CodeBlock, type Lesson, type Span, sourceOf } from '../../../tools/library/lesson.ts';
import { asOf, type DeprecatedFeature, version, worksEverywhere } from '../../../tools/web-platform/deprecated.ts';
import type { CourseContext } from '../../context.ts';
import type { Evidence, RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { isAnnounced } from '../prose.ts';
import { counted } from '../wording.ts';
import { type FeatureUse, inCss, inHtml, inJavaScript } from './web-features.ts';

const meta: RuleMeta = {
  id: 'web-deprecated-feature',
  agent: 'assessment',
  version: '1.0',
  severity: 'moderate',
  title: 'A sample uses a deprecated feature of the web platform',
  source: `MDN browser compatibility data ${version} (${asOf}): deprecated, with the browsers that took it out.`,
  needs: [],
};

interface Place {
  feature: DeprecatedFeature;
  span: Span;
  text: string;
}

const looks: Record<string, (text: string) => FeatureUse[]> = {
  html: inHtml,
  htm: inHtml,
  css: inCss,
  javascript: inJavaScript,
  js: inJavaScript,
  mjs: inJavaScript,
};

/** Words that show that the sample stands for what was, or for what not to do. */
const onPurpose =
  /\b(?:deprecated|obsolete|legacy|outdated|old(?:er|est|-fashioned)?|former(?:ly)?|used to|in the (?:early|19\d0s|past)|history|historic\w*|avoid\w*|never|don['’]t|do not|should not|shouldn['’]t|must not|no longer|not recommended|discouraged|instead of|rather than|replaced?|bad|wrong|worse|poor|before (?:html5?|css)|removed|inaccessible|barrier|problem|mistakes?|fix|improve|what is wrong)\b/iu;

function around(lesson: Lesson, block: CodeBlock): string {
  const text = lesson.files.find((file) => file.path === block.span.path)?.text ?? '';
  const paragraph = (part: string, at: 0 | -1) =>
    part
      .trim()
      .split(/\n\s*\n|\n```|<\/pre>|<pre/u)
      .at(at) ?? '';
  const before = text.slice(Math.max(0, block.span.start - 600), block.span.start);
  const heading =
    lesson.headings.filter((own) => own.span.path === block.span.path && own.span.end <= block.span.start).at(-1)?.text ?? '';
  const after = text.slice(block.span.end, block.span.end + 400).replace(/^[`~]+\s*/u, '');
  return `${heading} ${paragraph(before, -1)} ${paragraph(after, 0)}`;
}

function placesInBlock(lesson: Lesson, block: CodeBlock): Place[] {
  const look = looks[(block.lang ?? '').toLowerCase().replace(/^language-/u, '')];
  if (!look || block.role !== 'source') return [];
  const comments = (block.text.match(/<!--[\s\S]*?-->|\/\*[\s\S]*?\*\/|\/\/.*$/gmu) ?? []).join(' ');
  const words = `${around(lesson, block)} ${comments}`;
  if (onPurpose.test(words) || isAnnounced(words)) return [];
  const source = sourceOf(lesson, block.content);
  // Where the file holds the code as it is, the place is known; else it is the whole block.
  const offset = source.indexOf(block.text);
  return look(block.text).map(({ feature, start, end }) => {
    const span =
      offset < 0
        ? block.content
        : { path: block.content.path, start: block.content.start + offset + start, end: block.content.start + offset + end };
    return { feature, span, text: sourceOf(lesson, span) };
  });
}

/** A lesson that is HTML itself: its elements, which its readers' browsers must show. */
function placesInPage(lesson: Lesson): Place[] {
  return lesson.files
    .filter((file) => file.role === 'body' && file.format === 'html')
    .flatMap((file) =>
      inHtml(file.text.replace(/^\uFEFF/u, ' '), 'elements').map(({ feature, start, end }) => {
        const span = { path: file.path, start, end };
        return { feature, span, text: sourceOf(lesson, span) };
      }),
    );
}

function nameOf(feature: DeprecatedFeature): string {
  const [owner, part] = feature.name.split('.');
  switch (feature.kind) {
    case 'element':
      return `<${feature.name}>`;
    case 'attribute':
      return `the attribute ${part} of <${owner}>`;
    case 'property-value':
      return `${owner}: ${part}`;
    case 'at-rule':
      return `@${feature.name}`;
    case 'method':
      return `.${feature.name}()`;
    case 'event':
      return `the event ${feature.name}`;
    case 'member':
      return feature.name.replace(/^(?:Document|Window|Navigator)(?=\.)/u, (own) => own.toLowerCase());
    default:
      return feature.name;
  }
}

function evidenceOf(places: Place[]): Evidence[] {
  const features = [...new Set(places.map((place) => place.feature))];
  return [
    ...features.map((feature): Evidence => {
      const gone = feature.gone.length > 0 ? ` (${feature.gone.join(', ')})` : '';
      return {
        kind: 'fact',
        text: `Deprecated${feature.track === 'non-standard' ? ', not standard' : ''}: ${nameOf(feature)}${gone}.`,
        url: feature.url,
        date: asOf,
      };
    }),
    ...places.map((place): Evidence => ({ kind: 'quote', text: place.text, source: place.span })),
  ];
}

function findingOf(places: Place[], lessons: number): RawFinding[] {
  const first = places[0];
  if (!first) return [];
  const features = [...new Set(places.map((place) => place.feature))];
  const names = features.map(nameOf);
  const shown = names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ');
  const gone = features.length === 1 && !worksEverywhere(first.feature);
  return [
    {
      rule: meta.id,
      severity: gone ? meta.severity : 'minor',
      certainty: 'needs-review',
      range: first.span,
      target: gone ? first.feature.name : 'deprecated features that still work',
      message: gone
        ? `${counted(places.length, 'sample')} in ${counted(lessons, 'lesson')} ${places.length === 1 ? 'uses' : 'use'} ${shown}, which browsers have given up: ${first.feature.gone.join(', ')}.`
        : `${counted(places.length, 'place')} in ${counted(lessons, 'lesson')} ${places.length === 1 ? 'uses' : 'use'} what still works and should not be used any more: ${shown}.`,
      question: gone ? 'What should learners use in its place?' : 'Are these shown on purpose?',
      answerKind: gone ? 'text' : 'yes-no',
      evidence: evidenceOf(places),
    },
  ];
}

export const webDeprecatedFeature: Rule<CourseContext> = {
  meta,
  check({ lessons }) {
    const all = lessons.flatMap((lesson) =>
      [...lesson.code.flatMap((block) => placesInBlock(lesson, block)), ...placesInPage(lesson)].map((place) => ({
        place,
        lesson,
      })),
    );
    const group = (own: typeof all) =>
      findingOf(
        own.map(({ place }) => place),
        new Set(own.map(({ lesson }) => lesson.id)).size,
      );
    const gone = [...new Set(all.flatMap(({ place }) => (worksEverywhere(place.feature) ? [] : [place.feature])))];
    return {
      outcome: 'checked',
      findings: [
        ...gone.flatMap((feature) => group(all.filter(({ place }) => place.feature === feature))),
        ...group(all.filter(({ place }) => worksEverywhere(place.feature))),
      ],
    };
  },
};
