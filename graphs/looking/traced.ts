/** A node of a graph with a span round it: its graph, its name and its owner, nothing of what it works on. */
import { inSpan } from '../../tools/telemetry/spans.ts';
import type { InHand } from './in-hand.ts';

/** @param kind graph the node belongs to; `agent` for the node of an agent */
export function traced<S, C, R>(
  kind: 'library' | 'lesson' | 'agent',
  name: string,
  node: (state: S, config: C) => R | Promise<R>,
): (state: S, config: C) => Promise<R> {
  return (state, config) => {
    const owner = passOwner(config) ?? lessonIn(state);
    return inSpan(
      kind === 'agent' ? `agent ${name}` : `node ${kind}/${name}`,
      { 'perennial.node': name, ...(owner === null ? {} : { 'perennial.lesson': owner }) },
      async () => node(state, config),
    );
  };
}

/** The lesson graph is handed a pass. */
function passOwner(config: unknown): string | null {
  const { configurable } = config as { configurable?: { pass?: InHand<{ subject: { owner: string } }> } };
  return configurable?.pass?.it?.subject.owner ?? null;
}

/** The library graph sends each lesson's id to its node. */
function lessonIn(state: unknown): string | null {
  const lesson = typeof state === 'object' && state !== null && 'lesson' in state ? state.lesson : null;
  return typeof lesson === 'string' ? lesson : null;
}
