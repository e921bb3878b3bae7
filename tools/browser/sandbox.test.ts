import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chooseBrowser } from './executable.ts';
import { openBrowser } from './launch.ts';

let folder = '';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  const real = await chooseBrowser(undefined, () => undefined);
  const flag = real.headless === 'shell' ? 'chromium-headless-shell' : 'chromium';
  const executable = join(folder, flag);
  const words = 'FATAL:zygote_host_impl_linux.cc(128)] No usable sandbox!';
  const settings = Object.entries(real.env).map(([name, value]) => `export ${name}='${value}'`);
  // Speaks as Chromium does where it can make no sandbox, and is Chromium where none is asked for.
  writeFileSync(
    executable,
    `#!/bin/sh\nfor flag; do [ "$flag" = --no-sandbox ] && without=yes; done\n[ "$without" ] || { echo "${words}" >&2; echo refused >> '${folder}/refusals'; exit 133; }\n${settings.join('\n')}\nexec '${real.executable}' "$@"\n`,
  );
  chmodSync(executable, 0o755);
  vi.stubEnv('PUPPETEER_EXECUTABLE_PATH', executable);
  // Root never gets a sandbox; the question here is what happens to everybody else. As root Chromium starts all the same.
  vi.spyOn(process, 'getuid').mockReturnValue(1000);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(process.platform === 'win32')('where the machine allows no sandbox', () => {
  it('runs without one, and says so once', async () => {
    const said: string[] = [];
    const browser = await openBrowser({ warn: (line) => said.push(line) });
    expect(browser.facts.sandbox).toBe('on');
    expect(await browser.version()).toMatch(/Chrome/);
    expect(browser.facts.sandbox).toBe('off: this machine allows none');
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/runs without its sandbox .* allow unprivileged user namespaces\.$/);
    await browser.close();
  });

  it('refuses to run where PERENNIAL_SANDBOX=required', async () => {
    vi.stubEnv('PERENNIAL_SANDBOX', 'required');
    const browser = await openBrowser();
    await expect(browser.version()).rejects.toThrow(/does not start: this machine lets no unprivileged program make a sandbox/);
    expect(readFileSync(join(folder, 'refusals'), 'utf8')).toContain('refused');
    await browser.close();
  });
});
