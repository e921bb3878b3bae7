/** Language models behind any OpenAI-compatible endpoint. Without one, everything says "unavailable" and nothing breaks. */
export interface ModelRequest {
  /** Id of a prompt in `prompts/`. */
  prompt: string;
  /** Values for the prompt's placeholders. Lesson text goes in as data and is fenced off. */
  input: Record<string, string>;
  /** PNG or JPEG shown with the prompt. */
  pictures?: { mime: string; bytes: Uint8Array }[];
  lesson: string;
  agent: string;
  signal?: AbortSignal;
}

export type ModelAnswer<T> =
  | { ok: true; value: T; model: string; prompt: string; cost: number }
  | { ok: false; reason: ModelRefusal; detail: string; cost: number };

export type ModelRefusal = 'unavailable' | 'budget' | 'refused' | 'invalid' | 'cut-off' | 'endpoint';

export interface Models {
  readonly available: boolean;
  /** Asks once (retries on transport faults only); the answer has passed the prompt's schema. */
  ask<T>(request: ModelRequest): Promise<ModelAnswer<T>>;
  /** Dollars and calls so far in this run. */
  spent(): { dollars: number; calls: number; refused: number };
}
