/** Pictures whose files are not there. Many absent from one folder are one question, not many findings. */
import type { Image, Lesson } from '../../../tools/library/lesson.ts';
import type { CourseContext } from '../../context.ts';
import type { Evidence } from '../../contract.ts';
import type { RuleMeta } from '../../rule.ts';
import { editOf, type Fault, faultRule, isProtected } from '../fault-rule.ts';

const meta: RuleMeta = {
  id: 'picture-missing',
  agent: 'accessibility',
  version: '1.1',
  severity: 'serious',
  title: 'A picture file is missing',
  source: 'A picture that is not there is replaced by its text alternative, or by nothing (WCAG 2.2, 1.1.1).',
  wcag: ['1.1.1'],
  needs: ['siblings'],
};

/** From this many absent files on, a folder most of whose pictures are absent counts as kept elsewhere. */
const manyAbsent = 4;

interface Use {
  lesson: Lesson;
  image: Image;
  path: string;
}

export const pictureMissing = faultRule<CourseContext>(meta, ({ lessons, files }) => {
  const uses: Use[] = [];
  for (const lesson of lessons) {
    for (const image of lesson.images) {
      const path = image.src === '' || isProtected(lesson, image.span) ? null : files.resolve(image.span.path, image.src);
      if (path !== null) uses.push({ lesson, image, path });
    }
  }
  const absent = uses.filter(({ path }) => !files.exists(path));
  const faults: Fault[] = [];
  for (const [folder, missing] of byFolder(absent)) {
    const names = new Set(missing.map(({ path }) => path));
    const present = new Set(uses.filter(({ path }) => folderOf(path) === folder && files.exists(path)).map(({ path }) => path));
    const first = missing[0]!;
    if (names.size >= manyAbsent && names.size > present.size) {
      const inLessons = new Set(missing.map(({ lesson }) => lesson.id)).size;
      faults.push({
        range: first.image.span,
        target: `folder ${folder}`,
        certainty: 'needs-review',
        severity: 'moderate',
        message: `${names.size} picture files are missing from “${folder || '.'}”, used in ${inLessons} ${inLessons === 1 ? 'lesson' : 'lessons'}.`,
        question: `Is the folder “${folder || '.'}” kept elsewhere?`,
        answerKind: 'yes-no',
        evidence: [
          { kind: 'note', text: `Among them: ${[...names].slice(0, 5).join(', ')}` },
          ...elsewhere(names, uses, files.exists),
        ],
      });
      continue;
    }
    for (const use of missing) faults.push(single(use, files.exists));
  }
  return faults;
});

/** A folder of the course that holds pictures of the same names: the site may well serve them from there. */
function elsewhere(names: Set<string>, uses: Use[], exists: (path: string) => boolean): Evidence[] {
  const folders = new Set(uses.filter(({ path }) => exists(path)).map(({ path }) => folderOf(path)));
  return [...folders].flatMap((folder): Evidence[] => {
    const there = [...names].filter((path) => exists(`${folder}/${path.slice(path.lastIndexOf('/') + 1)}`));
    return there.length === 0
      ? []
      : [{ kind: 'note', text: `${there.length} of the ${names.size} lie in “${folder}” under the same name.` }];
  });
}

function byFolder(uses: Use[]): Map<string, Use[]> {
  const folders = new Map<string, Use[]>();
  for (const use of uses) {
    const folder = folderOf(use.path);
    folders.set(folder, [...(folders.get(folder) ?? []), use]);
  }
  return folders;
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

function single({ lesson, image, path }: Use, exists: (path: string) => boolean): Fault {
  const near = nearNames(path).find(exists);
  const fault: Fault = {
    range: image.span,
    target: image.src,
    certainty: 'fails',
    // With an alternative, a learner who cannot see it misses nothing: a fault, but none of the criterion.
    ...(image.alt === null ? {} : { wcag: [] }),
    message: `The picture file ${path} is missing.`,
  };
  const written = near && image.srcSpan ? near.slice(near.lastIndexOf('/') + 1) : null;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (near && written && image.srcSpan && image.src.endsWith(name)) {
    const at = { path: image.srcSpan.path, start: image.srcSpan.end - name.length, end: image.srcSpan.end };
    if (lesson.files.find((file) => file.path === at.path)?.text.slice(at.start, at.end) === name) {
      fault.mend = {
        edits: [editOf(lesson, at, written)],
        title: `Show ${near}, which is there`,
        risk: 'medium',
        forYou: 'Is it the same picture?',
      };
    }
  }
  return fault;
}

/** The same name in another spelling: case, and the endings one picture is often saved under. */
function nearNames(path: string): string[] {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const name = path.slice(path.lastIndexOf('/') + 1);
  const stem = name.replace(/\.[^.]*$/, '');
  const ending = name.slice(stem.length);
  const endings = [ending.toLowerCase(), ending.toUpperCase(), ...(/^\.jpe?g$/i.test(ending) ? ['.jpg', '.jpeg', '.JPG'] : [])];
  const stems = [stem, stem.toLowerCase(), stem.replaceAll(' ', '-'), stem.replaceAll('-', '_'), stem.replaceAll('_', '-')];
  const names = stems.flatMap((one) => endings.map((two) => folder + one + two));
  return [...new Set(names)].filter((candidate) => candidate !== path);
}
