/** What one file holds, before files are put together to lessons. */
import type {
  Anchor,
  CodeBlock,
  Div,
  Heading,
  Image,
  Item,
  Link,
  Media,
  Meta,
  Outcome,
  Passage,
  Section,
  TableInfo,
} from './lesson.ts';

export interface FileStructure {
  /** What the file calls itself; null where it does not. */
  title: string | null;
  /** Language it states; null where it does not. */
  language: string | null;
  meta: Meta;
  outcomes: Outcome[];
  headings: Heading[];
  sections: Section[];
  divs: Div[];
  passages: Passage[];
  links: Link[];
  images: Image[];
  tables: TableInfo[];
  media: Media[];
  code: CodeBlock[];
  items: Item[];
  anchors: Anchor[];
}

/** A file to be parsed. `owner` is the prefix of the ids that are given out (sections, passages, outcomes). */
export interface FileToParse {
  path: string;
  text: string;
  owner: string;
}

export function emptyStructure(): FileStructure {
  return {
    title: null,
    language: null,
    meta: { data: {}, span: null },
    outcomes: [],
    headings: [],
    sections: [],
    divs: [],
    passages: [],
    links: [],
    images: [],
    tables: [],
    media: [],
    code: [],
    items: [],
    anchors: [],
  };
}

/** White space folded, ends trimmed: text as a browser would show it. */
export function fold(text: string): string {
  return text.replace(/[\s\u00a0]+/g, ' ').trim();
}
