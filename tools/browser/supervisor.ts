/** Keeps one browser process alive: starts it on first use, starts another where it died, ends it without traces. */
import { readdirSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser as Chromium } from 'puppeteer';
import { alive } from '../queue/alive.ts';
import { type BrowserChoice, browserFlags, type Sandbox, sandboxState } from './executable.ts';
import { noSandboxHere, whyItDoesNotStart } from './why-not.ts';

const profilePrefix = 'perennial-browser-';

export interface Supervisor {
  /** A living browser and the number of its life: it changes each time the process had to be started anew. */
  acquire(): Promise<{ chromium: Chromium; life: number }>;
  /** Ends this life, whatever it is doing; a later one is left alone. */
  kill(life: number): Promise<void>;
  /** Process id of the living browser; null where none runs. */
  pid(): number | null;
  /** As it runs, or would. */
  sandbox(): Sandbox;
  close(): Promise<void>;
}

interface Life {
  number: number;
  chromium: Chromium;
  profile: string;
}

/**
 * Where the machine allows no sandbox (as many containers do), the browser runs without one, as it does for root, and
 * `warn` is told; PERENNIAL_SANDBOX=required refuses instead. Found out on an empty page, before any lesson is at hand.
 */
export function supervise(choice: BrowserChoice, warn: (message: string) => void = () => undefined): Supervisor {
  let current: Promise<Life> | null = null;
  let lives = 0;
  let closed = false;
  let running: Life | null = null;
  let sandbox = sandboxState();

  const start = async (): Promise<Life> => {
    removeStaleProfiles();
    const profile = await mkdtemp(join(tmpdir(), `${profilePrefix}${process.pid}-`));
    try {
      // Loaded only here: most commands start no browser, and it takes a second to load.
      const { default: puppeteer } = await import('puppeteer');
      const chromium = await puppeteer.launch({
        executablePath: choice.executable,
        headless: choice.headless,
        // Over a pipe: no port anybody could connect to, and the browser ends itself when we are killed.
        pipe: true,
        userDataDir: profile,
        args: browserFlags(sandbox),
        env: { ...process.env, ...choice.env },
        timeout: 60_000,
        protocolTimeout: 600_000,
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
        defaultViewport: { width: 1024, height: 768 },
      });
      // Once the client has let go of its pipes nobody listens there, and a browser that is killed then would end the program.
      for (const pipe of chromium.process()?.stdio ?? []) pipe?.on('error', () => undefined);
      running = { number: ++lives, chromium, profile };
      return running;
    } catch (error) {
      await rm(profile, { recursive: true, force: true });
      const why = whyItDoesNotStart(choice.executable, browserFlags(sandbox), { ...process.env, ...choice.env });
      if (why === noSandboxHere && sandbox === 'on' && process.env.PERENNIAL_SANDBOX !== 'required') {
        sandbox = 'off: this machine allows none';
        warn(`The browser runs without its sandbox (scripts of lessons are off and it has no network): ${why}`);
        return start();
      }
      throw new Error(`The browser ${choice.executable} does not start: ${why}`, { cause: error });
    }
  };

  const bury = async (life: Life) => {
    endProcess(life.chromium);
    await life.chromium.disconnect().catch(() => undefined);
    await rm(life.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  };

  return {
    async acquire() {
      if (closed) throw new Error('The browser has been closed.');
      for (;;) {
        current ??= start();
        const starting: Promise<Life> = current;
        const life = await starting.catch((error: unknown) => {
          if (current === starting) current = null;
          throw error;
        });
        if (life.chromium.connected) return { chromium: life.chromium, life: life.number };
        if (current === starting) current = null;
        await bury(life);
      }
    },
    async kill(number) {
      const dying = current;
      const life = await dying?.catch(() => null);
      if (!life || life.number !== number) return;
      if (current === dying) current = null;
      await bury(life);
    },
    pid: () => running?.chromium.process()?.pid ?? null,
    sandbox: () => sandbox,
    async close() {
      closed = true;
      const life = await current?.catch(() => null);
      current = null;
      if (!life) return;
      // Asked politely it ends its children itself; a hung one gets two seconds.
      await Promise.race([life.chromium.close().catch(() => undefined), delay(2_000, undefined, { ref: false })]);
      await bury(life);
    },
  };
}

/** The browser leads its own process group: none of its children outlives it. */
function endProcess(chromium: Chromium): void {
  const child = chromium.process();
  if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

/** Profiles of processes that were killed before they could clean up. */
function removeStaleProfiles(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(profilePrefix) ? Number.parseInt(name.slice(profilePrefix.length), 10) : Number.NaN;
    if (Number.isNaN(pid) || alive(pid)) continue;
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}
