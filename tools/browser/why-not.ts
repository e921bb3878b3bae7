/** Why a browser does not start, in one sentence with a remedy: it says so on its error output only. */
import { spawnSync } from 'node:child_process';

export const noSandboxHere =
  'this machine lets no unprivileged program make a sandbox; install Chrome or Chromium from the system (it brings its own), or allow unprivileged user namespaces.';

/** Starts it once more, for its last words. */
export function whyItDoesNotStart(executable: string, flags: string[], env: NodeJS.ProcessEnv): string {
  const { stderr, error } = spawnSync(executable, [...flags, '--headless', '--dump-dom', 'about:blank'], {
    env,
    timeout: 20_000,
    encoding: 'utf8',
  });
  return explain(`${stderr ?? ''}\n${error?.message ?? ''}`);
}

export function explain(words: string): string {
  if (
    /No usable sandbox|sandbox.*(?:namespace|userns)|Operation not permitted.*sandbox|Failed to move to new namespace/i.test(
      words,
    )
  ) {
    return noSandboxHere;
  }
  const library = /error while loading shared libraries: ([^:\s]+)/.exec(words)?.[1];
  if (library)
    return `the library ${library} is missing; install it, or unset PUPPETEER_EXECUTABLE_PATH to use the browser that comes along.`;
  const lines = words.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.find((line) => /FATAL|ERROR|error/.test(line)) ?? lines[0];
  return telling ? `${telling.trim().slice(0, 300)}.` : 'it says nothing; try another one with PUPPETEER_EXECUTABLE_PATH.';
}
