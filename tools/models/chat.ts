/** A prompt with its inputs as a request that a route can send. */
import { randomBytes } from 'node:crypto';
import { fill } from './messages.ts';
import type { Prepared } from './prepared.ts';
import { mostItCanCost, type PricedModel } from './prices.ts';
import type { Route, RouteRequest } from './route.ts';

/** Bytes of text a request sends: the messages, and the schema once as such and once, for servers that need it, in words. */
export function textBytes(prepared: Prepared, messages: { system: string; user: string }): number {
  return Buffer.byteLength(messages.system + messages.user) + 2 * Buffer.byteLength(JSON.stringify(prepared.prompt.output.wire));
}

/** The client library takes up to a second to load, and most commands ask no model: loaded with the first request, or by who will soon ask. */
export const loadClient = () => import('./attempt.ts');

/** What the money of a request is written down under. */
export function taskOf({ prompt }: Prepared, purpose?: string): string {
  return `${prompt.id}@${prompt.version}${purpose ? ` (${purpose})` : ''}`;
}

/** @param purpose what the money is for, where it is not the answer itself */
export function chatRequest(
  route: Route,
  prepared: Prepared,
  model: PricedModel,
  timeoutSeconds: number,
  signal: AbortSignal,
  purpose?: string,
): RouteRequest {
  const { prompt, request } = prepared;
  const pictures = request.pictures ?? [];
  return {
    ...{ kind: 'chat', model, lesson: request.lesson, agent: request.agent, signal },
    task: taskOf(prepared, purpose),
    async prepare() {
      const messages = messagesOf(prepared);
      const { maxOutputTokens } = prompt;
      return {
        most: mostItCanCost(model.price, {
          textBytes: textBytes(prepared, messages),
          pictures: pictures.length,
          maxOutputTokens,
        }),
        async send(mode, span) {
          const { attempt } = await loadClient();
          span.content(() => ({ 'gen_ai.input.messages': JSON.stringify(messages) }));
          const outcome = await attempt({
            ...{ endpoint: route.endpoint, model: model.name, prompt, messages, pictures, mode },
            ...{ timeoutSeconds, signal },
          });
          if (outcome.kind === 'answer') span.content(() => ({ 'gen_ai.output.messages': outcome.text }));
          return outcome;
        },
      };
    },
  };
}

/** The messages as they leave, with a fence number of their own. */
export function messagesOf({ prompt, redacted }: Prepared): { system: string; user: string } {
  return fill(prompt, redacted, randomBytes(16).toString('hex'));
}
