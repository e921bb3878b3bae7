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
  /** Default: the prompt's own. `askVerified` asks the large one where the small one's answer did not verify. */
  tier?: ModelTier;
}

export type ModelTier = 'small' | 'large';

export type ModelAnswer<T> =
  | { ok: true; value: T; model: string; prompt: string; cost: number; tokens?: TokenCount }
  | { ok: false; reason: ModelRefusal; detail: string; cost: number; fault?: ModelFault; tokens?: TokenCount };

/** Tokens sent and written, as the endpoint counted them; 0 for a kept answer. */
export interface TokenCount {
  input: number;
  output: number;
}

export type ModelRefusal = 'unavailable' | 'budget' | 'refused' | 'invalid' | 'cut-off' | 'endpoint';

/** What exactly was the matter, under the coarser `reason`. */
export type ModelFault =
  // reason invalid
  | 'not-json'
  | 'wrong-schema'
  | 'empty'
  | 'off-target'
  | 'wrong-language'
  // reason refused, cut-off
  | 'declined'
  | 'too-long'
  // reason budget
  | 'run-budget'
  | 'month-budget'
  // reason endpoint
  | 'bad-request'
  | 'unauthorised'
  | 'not-found'
  | 'rate-limit'
  | 'quota'
  | 'server-error'
  | 'time-out'
  | 'connection'
  | 'reset'
  | 'not-a-completion'
  | 'circuit-open'
  // reason unavailable
  | 'not-configured'
  | 'switched-off'
  | 'residency'
  | 'only-estimated'
  | 'cancelled';

export interface Models {
  /** False without an endpoint, where models are switched off, and while every endpoint counts as dead. */
  readonly available: boolean;
  /**
   * Asks once (retries on transport faults only); the answer has passed the prompt's schema and checks.
   * Never rejects for what an endpoint or a model does; rejects for an unknown prompt or a missing input (a defect of the caller).
   */
  ask<T>(request: ModelRequest): Promise<ModelAnswer<T>>;
  /** Dollars and calls so far in this run. */
  spent(): { dollars: number; calls: number; refused: number };
  /** Why this run was, wholly or in part, without a model: one sentence for the report; null where nothing was left out. */
  degraded?(): string | null;
}
