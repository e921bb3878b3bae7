/** A lesson on a page, as its learners would see it. Built by `tools/browser`; judged by `agents/accessibility`. */
import type { Span } from '../library/lesson.ts';
import type { PageSurvey } from './survey.ts';

/** One node an engine objects to. */
export interface EngineResult {
  engine: string;
  /** The engine's own rule id. */
  rule: string;
  impact: 'critical' | 'serious' | 'moderate' | 'minor';
  /** `incomplete` where the engine could not tell. */
  verdict: 'fails' | 'incomplete';
  wcag: string[];
  /** The engine's own words on what is wrong. */
  message: string;
  html: string;
  selector: string;
  /** Where the node stands in the source; null where it cannot be mapped back. */
  span: Span | null;
  /** Engine-specific facts a repair needs, e.g. colours and ratio. */
  data: Record<string, unknown>;
}

export interface RenderedPage {
  /** The HTML that was loaded. */
  html: string;
  /** Runs the engines, axe-core first (once; later calls return the same). */
  audit(): Promise<EngineResult[]>;
  /** Facts for rules of our own (once; later calls return the same). */
  survey(): Promise<PageSurvey>;
  /** Runs a function of our own in the page's isolated world. The page's scripts are off; ours run. */
  evaluate<T>(script: string): Promise<T>;
  /** A small PNG of the element whose source covers the span, with its surroundings; null where it is not on the page. */
  picture(span: Span): Promise<Uint8Array | null>;
  /** The text a learner reads, white space folded. */
  text(): Promise<string>;
  /** Targets of links on the page, in order. */
  links(): Promise<string[]>;
}

export interface Browser {
  /** Renders a body file given its text (which may be an edited copy that is not on disk). Times out by itself. */
  render(request: RenderRequest): Promise<RenderedPage & { close(): Promise<void> }>;
  /** Pages opened since start: the figure behind "cost no browser page". */
  readonly pagesOpened: number;
  version(): Promise<string>;
  close(): Promise<void>;
}

export interface RenderRequest {
  /** Absolute root of the library: the only folder the page may load from. */
  root: string;
  path: string;
  text: string;
  format: 'markdown' | 'html';
  title: string;
  language: string;
  /** Where a path of the library that is not there really lies, if anywhere (folders that are published as one). */
  elsewhere?: (path: string) => string | null;
  signal?: AbortSignal;
}
