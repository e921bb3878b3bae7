/** Which browser to use, and with which flags. */
import { accessSync, constants, lstatSync, mkdirSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { unpackChromium } from './unpack.ts';

export interface BrowserChoice {
  executable: string;
  /** Where it was found, for people. */
  origin: 'PUPPETEER_EXECUTABLE_PATH' | 'installed' | 'package';
  headless: true | 'shell';
  /** Added to the environment of the browser only. */
  env: Record<string, string>;
}

const installedNames = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const installedPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * A browser to start: the one named in PUPPETEER_EXECUTABLE_PATH, then an installed one, then the one of the package.
 *
 * @throws where the named one cannot be run, or none can be found or unpacked.
 */
export async function chooseBrowser(cacheDir: string | undefined, log: (message: string) => void): Promise<BrowserChoice> {
  const named = process.env.PUPPETEER_EXECUTABLE_PATH;
  if (named) {
    if (!isExecutable(named))
      throw new Error(`PUPPETEER_EXECUTABLE_PATH names ${named}, which cannot be run: correct or unset it.`);
    const headless = /headless[-_]shell/.test(named) ? 'shell' : true;
    return { executable: named, origin: 'PUPPETEER_EXECUTABLE_PATH', headless, env: {} };
  }
  const installed = findInstalled();
  if (installed) return { executable: installed, origin: 'installed', headless: true, env: {} };

  const { executable, libraries, fontConfig } = await unpackChromium(cacheDir ?? defaultCacheDir(), log);
  const inherited = process.env.LD_LIBRARY_PATH;
  return {
    executable,
    origin: 'package',
    headless: 'shell',
    env: { LD_LIBRARY_PATH: inherited ? `${libraries}:${inherited}` : libraries, FONTCONFIG_FILE: fontConfig },
  };
}

function findInstalled(): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of installedNames) {
      const candidate = join(folder, name);
      if (folder && isExecutable(candidate)) return candidate;
    }
  }
  return installedPlaces.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The user's cache folder, or where that cannot be written, a folder in the temporary one that is the user's alone. */
function defaultCacheDir(): string {
  const preferred = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'perennial');
  try {
    mkdirSync(preferred, { recursive: true, mode: 0o700 });
    accessSync(preferred, constants.W_OK);
    return preferred;
  } catch {
    const own = join(tmpdir(), `perennial-${userInfo().uid}`);
    mkdirSync(own, { recursive: true, mode: 0o700 });
    const info = lstatSync(own);
    if (!info.isDirectory() || (info.uid !== userInfo().uid && userInfo().uid !== -1)) {
      throw new Error(`${own} belongs to someone else: set XDG_CACHE_HOME to a folder of your own.`);
    }
    return own;
  }
}

export type Sandbox = 'on' | 'off: running as root' | 'off: this machine allows none';

/** Chromium refuses to sandbox itself as root; for everyone else the sandbox stays on. */
export function sandboxState(): Sandbox {
  return process.getuid?.() === 0 ? 'off: running as root' : 'on';
}

/** Our own flags: nothing that weakens the web's security, nothing that talks to the outside. */
export function browserFlags(sandbox: Sandbox): string[] {
  return [
    ...(sandbox === 'on' ? [] : ['--no-sandbox']),
    '--host-resolver-rules=MAP * ~NOTFOUND',
    '--disable-background-networking',
    '--disable-client-side-phishing-detection',
    '--disable-component-update',
    '--disable-default-apps',
    '--disable-dev-shm-usage',
    '--disable-domain-reliability',
    '--disable-extensions',
    // A tab shows one lesson after another: with a frame of its own for each, and the last ones kept, loading costs three times the time.
    '--disable-features=RenderDocument,BackForwardCache',
    '--disable-gpu',
    '--disable-notifications',
    '--disable-print-preview',
    '--disable-quic',
    '--disable-sync',
    '--disable-webgl',
    '--font-render-hinting=none',
    '--hide-scrollbars',
    '--metrics-recording-only',
    '--mute-audio',
    '--no-default-browser-check',
    '--no-first-run',
    '--no-pings',
  ];
}
