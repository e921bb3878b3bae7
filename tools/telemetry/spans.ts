/**
 * Spans: what was done, how long it took, how it ended. Off until `openTracing` was told where to send them; then OpenTelemetry
 * gets one span a model call, agent and node. A span holds names, counts and outcomes: no words of a lesson, prompt or answer,
 * unless asked for.
 */
export type SpanValue = string | number | boolean;

export interface Span {
  set(attributes: Record<string, SpanValue>): void;
  /** Words of lessons, prompts and answers: evaluated only where content was asked for (`PERENNIAL_TRACE_CONTENT=1`). */
  content(attributes: () => Record<string, SpanValue>): void;
  /** @param kind a name of what went wrong, never a message that may quote something */
  failed(kind: string): void;
}

export type RunInSpan = <T>(name: string, attributes: Record<string, SpanValue>, work: (span: Span) => Promise<T>) => Promise<T>;

const silent: Span = { set() {}, content() {}, failed() {} };
let running: RunInSpan | null = null;

/** Runs the work inside a span; where tracing is off, it just runs the work. An error fails the span and goes on its way. */
export function inSpan<T>(name: string, attributes: Record<string, SpanValue>, work: (span: Span) => Promise<T>): Promise<T> {
  return running ? running(name, attributes, work) : work(silent);
}

/** For `openTracing` alone: what every span goes through from now on; null switches tracing off. */
export function spansGoTo(runner: RunInSpan | null): void {
  running = runner;
}
