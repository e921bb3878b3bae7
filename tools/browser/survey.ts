/** Facts of a rendered page that rules of our own judge: gathered in one go, so that no rule has to look again. */

/** Where the element stands in the source, as its mark says; null for what has no source. */
export type Mark = string | null;

export interface SurveyedLink {
  mark: Mark;
  name: string;
  /** As written; null where a script decides. */
  target: string | null;
  /** Text of the paragraph, list item or table row it stands in, the link's own words included; of an inner list, the outer item's too. */
  context: string;
  /** The same number: the same paragraph, list item or cell. */
  block: number;
  /** Words of the heading above; empty before the first. */
  heading: string;
}

export interface SurveyedHeader {
  mark: Mark;
  text: string;
}

export interface SurveyedNaming {
  mark: Mark;
  html: string;
  role: string;
  attribute: string;
}

/** Text under one `lang` attribute, what stands under others left out. */
export interface SurveyedLanguage {
  mark: Mark;
  lang: string;
  scope: 'page' | 'part';
  text: string;
}

export interface SurveyedField {
  mark: Mark;
  /** The visible label. */
  label: string;
  kind: string;
  /** Names the field in what is sent. */
  field: string;
  /** Visible words since the start of the page or the field before that has the same label; labels left out. */
  between: string;
}

export interface SurveyedMedia {
  mark: Mark;
  kind: 'audio' | 'video';
  sources: string[];
  starts: 'by-itself' | 'on-demand';
  sound: 'on' | 'muted';
  controls: 'shown' | 'none';
  tracks: { kind: string; src: string }[];
}

export interface SurveyedHeading {
  mark: Mark;
  text: string;
  /** Words between it and the next heading, the first of them. */
  beneath: string;
}

/** A picture that is no `img`: drawn, painted behind, or pressed. */
export interface SurveyedGraphic {
  mark: Mark;
  kind: 'svg' | 'canvas' | 'image-button' | 'background' | 'other';
  name: string;
  /** The file it shows; null where it has none of its own. */
  src: string | null;
  /** Words of the block it stands in. */
  around: string;
}

export interface SurveyedFrame {
  mark: Mark;
  name: string;
  src: string;
}

/** What readers of meaning need. */
export interface MeaningSurvey {
  title: { mark: Mark; text: string };
  /** The first words a learner reads. */
  opening: string;
  headings: SurveyedHeading[];
  graphics: SurveyedGraphic[];
  frames: SurveyedFrame[];
  /** Elements that look the same with the focus as without; HTML only. */
  focusUnseen: { mark: Mark; html: string }[];
}

/** What a page's own styles do; HTML only. Colours as the browser computes them. */
export interface LookSurvey {
  /** Words shown in empty fields, in a colour the page chose; `least` contrast they need. */
  hints: { mark: Mark; html: string; colour: string; ground: string; least: number }[];
  /** Empty fields whose edge the page chose: what lies round them, what they are filled with, the colours of their borders. */
  edges: { mark: Mark; html: string; ground: string; own: string; borders: string[] }[];
  /** Words that blink or run without end. */
  motions: { mark: Mark; html: string; kind: 'blinks' | 'runs'; pause: 'by-pointer' | 'none' }[];
  /** Bars over the page that wholly cover stops of the keyboard, how many, and the words of the first. */
  bars: { mark: Mark; html: string; covered: number; words: string[] }[];
  /** Texts whose lines are wider than a window of 320 pixels, and how wide. */
  wide: { mark: Mark; html: string; width: number }[];
}

export interface PageSurvey extends MeaningSurvey, LookSurvey {
  links: SurveyedLink[];
  unusedHeaders: SurveyedHeader[];
  prohibitedNames: SurveyedNaming[];
  languages: SurveyedLanguage[];
  fields: SurveyedField[];
  media: SurveyedMedia[];
  /** Elements that take the focus back as it leaves them. */
  focusTraps: { mark: Mark; html: string }[];
  /** Texts that are cut off at twice the size; HTML only (a Markdown page's boxes are ours). */
  cutOff: { mark: Mark; html: string }[];
  /** Words a learner can read besides links and labels of media; whether anything on the page leads elsewhere. */
  words: number;
  leadsElsewhere: number;
  scripts: number;
  /** Whether a script of its own puts other content in the place of what is written; none ran here. */
  content: 'as-written' | 'rebuilt-by-script';
}

/** What is read off every page. */
export type PageFacts = Omit<PageSurvey, 'cutOff' | keyof MeaningSurvey | keyof LookSurvey>;

export const noLook: LookSurvey = { hints: [], edges: [], motions: [], bars: [], wide: [] };
