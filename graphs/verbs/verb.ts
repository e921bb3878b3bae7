/** What every verb starts with: the library, the terminal, a signal that Ctrl-C raises. */
import { setMaxListeners } from 'node:events';
import { resolve } from 'node:path';
import { openTerminal, type Terminal } from '../../tools/terminal/terminal.ts';
import { openWorkspace, type Workspace, type WorkspaceOptions } from '../workspace.ts';

export interface CommonOptions {
  library?: string;
  json?: boolean;
  verbose?: boolean;
  by?: string;
}

export interface Verb {
  folder: string;
  terminal: Terminal;
  signal: AbortSignal;
  json: 'json' | 'people';
  verbose: boolean;
}

export function startVerb(options: CommonOptions, folder?: string): Verb {
  const json = options.json ? 'json' : 'people';
  const stop = new AbortController();
  // Every lesson and page of a run listens to it.
  setMaxListeners(0, stop.signal);
  const onSignal = () => stop.abort(new Interrupted());
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  return {
    folder: resolve(folder ?? options.library ?? '.'),
    terminal: openTerminal({ json }),
    signal: stop.signal,
    json,
    verbose: options.verbose === true,
  };
}

export class Interrupted extends Error {
  constructor() {
    super('Stopped. What was finished is kept: run the same command again to go on from here.');
    this.name = 'Interrupted';
  }
}

/** Opens the workspace for the length of `work`, and closes it whatever happens. */
export async function withWorkspace<T>(
  verb: Verb,
  work: (workspace: Workspace) => Promise<T>,
  options: WorkspaceOptions = {},
): Promise<T> {
  const workspace = await openWorkspace(verb.folder, {
    warn: (line) => verb.terminal.say(verb.terminal.yellow(line)),
    ...(verb.verbose ? { log: (line) => verb.terminal.say(line) } : {}),
    ...options,
  });
  try {
    return await work(workspace);
  } finally {
    await workspace.close();
  }
}
