/** A formula that is a picture cannot be read term by term, nor enlarged; as mathematics it can. */
import type { Image } from '../../../tools/library/lesson.ts';
import { sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { faultRule, isProtected } from '../fault-rule.ts';

const meta: RuleMeta = {
  id: 'formula-picture',
  agent: 'accessibility',
  version: '1.0',
  severity: 'minor',
  title: 'Mathematics as pictures',
  source:
    'WCAG 2.2, 1.4.5 Images of Text and 1.3.1; W3C, MathML 3, chapter 1 (why mathematics is mark-up). One question a lesson.',
  wcag: ['1.4.5'],
  needs: [],
};

/** Services that paint LaTeX, and what such a picture is called by programs. */
const painters =
  /^(?:https?:)?\/\/(?:latex\.codecogs\.com|[^/]*\.codecogs\.com|i\.upmath\.me|math\.vercel\.app|render\.githubusercontent\.com\/render\/math|quicklatex\.com|s0\.wp\.com\/latex\.php|[^/]*wikimedia\.org\/api\/rest_v1\/media\/math)|chart\.googleapis\.com\/chart\?[^"]*cht=tx/i;
const called = /(?:^|[/_-])(?:equation|formula|latex|mathtype|eqn)[-_]?\d*\.(?:png|gif|jpe?g|svg)(?:[?#]|$)/i;
const classed = /\bclass\s*=\s*["'][^"']*\b(?:latex|mathimg|equation|mwe-math[\w-]*|tex)\b/i;

export function isFormula(image: Image, source: string): boolean {
  return painters.test(image.src) || called.test(image.src) || (image.form === 'html' && classed.test(source));
}

/** The LaTeX an address holds for the service that paints it; null where it holds none. */
export function latexOf(src: string): string | null {
  if (!painters.test(src)) return null;
  const coded =
    /[?&](?:math|latex|chl)=([^&#]+)/i.exec(src)?.[1] ??
    /codecogs\.com\/(?:\w+\.)?(?:latex|image|svg|png|gif)(?:\.\w+)?\?([^#]+)/i.exec(src)?.[1] ??
    /upmath\.me\/(?:svg|png)\/([^?#]+)/i.exec(src)?.[1];
  if (!coded) return null;
  try {
    const latex = decodeURIComponent(coded.replace(/\+/g, ' ')).trim();
    const bare = latex.replace(
      /^(?:\\(?:dpi|bg|fg|color)\{[^}]*\}\s*|\\(?:inline|large|Large|huge|small|normalsize|displaystyle)\b\s*)+/,
      '',
    );
    return bare === '' ? null : bare;
  } catch {
    return null;
  }
}

export const formulaPicture = faultRule<LessonContext>(meta, ({ lesson }) => {
  const formulas = lesson.images.filter(
    (image) => !isProtected(lesson, image.span) && isFormula(image, sourceOf(lesson, image.span)),
  );
  const first = formulas[0];
  if (!first) return [];
  const written = formulas.flatMap(({ src }) => latexOf(src) ?? []);
  return [
    {
      range: first.span,
      target: 'formulas',
      certainty: 'needs-review',
      message: `${formulas.length === 1 ? 'A formula is a picture' : `${formulas.length} formulas are pictures`}: nobody can enlarge ${formulas.length === 1 ? 'it' : 'them'} cleanly or hear ${formulas.length === 1 ? 'it' : 'them'} term by term.`,
      question: 'Can this course show mathematics as mathematics (MathML, or LaTeX between dollar signs)?',
      answerKind: 'yes-no',
      ...(written.length > 0
        ? {
            evidence: [
              { kind: 'note' as const, text: `In LaTeX, from the addresses: ${written.slice(0, 3).join(' · ').slice(0, 400)}` },
            ],
          }
        : {}),
    },
  ];
});
