import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const script = join(dirname(fileURLToPath(import.meta.url)), 'install.mjs');

/** Stands in for npm: notes how it was called, and installs what a file beside it says. */
const npmInItsPlace = `
const { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
appendFileSync('calls.txt', process.argv.slice(2).join(' ') + '\\n');
if (existsSync('no-network')) process.exit(1);
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
for (const [path, entry] of Object.entries(packages)) {
  if (path === '' || entry.optional) continue;
  mkdirSync(path, { recursive: true });
  writeFileSync(path + '/package.json', '{}');
}
const kept = Object.fromEntries(Object.entries(packages).filter(([path, entry]) => path !== '' && !entry.optional));
writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages: kept }));
`;

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'perennial-install-'));
  writeFileSync(join(root, 'npm-cli.js'), npmInItsPlace);
  lock('1.0.0');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function lock(version: string): void {
  const packages = {
    '': { name: 'project' },
    'node_modules/one': { version, integrity: `sha512-one-${version}` },
    'node_modules/@scope/two': { version: '2.0.0', integrity: 'sha512-two', dev: true },
    'node_modules/other-platform': { version: '3.0.0', integrity: 'sha512-three', optional: true },
  };
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }));
}

function run() {
  return spawnSync(process.execPath, [script], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, npm_execpath: join(root, 'npm-cli.js') },
  });
}

function calls(): string[] {
  const file = join(root, 'calls.txt');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

describe('setting up a checkout', () => {
  it('installs from the lockfile on a fresh clone, without install scripts, and says nothing on standard output', () => {
    const result = run();
    expect(result.status).toBe(0);
    expect(result.stdout).toBe('');
    expect(calls()).toHaveLength(1);
    expect(calls()[0]).toMatch(/^ci .*--ignore-scripts/);
  });

  it('asks npm for nothing where everything lies there already, optional packages of other platforms aside', () => {
    run();
    writeFileSync(join(root, 'no-network'), '');
    const again = run();
    expect(again.status).toBe(0);
    expect(again.stderr).toBe('');
    expect(calls()).toHaveLength(1);
  });

  it('installs again when the lockfile names another version', () => {
    run();
    lock('1.0.1');
    expect(run().stderr).toContain('node_modules/one is 1.0.0, the lockfile names 1.0.1');
    expect(calls()).toHaveLength(2);
  });

  it('installs again when a package was removed by hand', () => {
    run();
    rmSync(join(root, 'node_modules/@scope/two'), { recursive: true });
    expect(run().stderr).toContain('node_modules/@scope/two has been removed');
    expect(calls()).toHaveLength(2);
  });

  it('installs again when an install was cut off before npm wrote its record', () => {
    mkdirSync(join(root, 'node_modules/one'), { recursive: true });
    expect(run().status).toBe(0);
    expect(calls()).toHaveLength(1);
  });

  it('installs again when its record of the last install is damaged', () => {
    run();
    writeFileSync(join(root, 'node_modules/.package-lock.json'), '{"packages":');
    expect(run().status).toBe(0);
    expect(calls()).toHaveLength(2);
  });

  it('ends with code 1 and one sentence where npm fails', () => {
    writeFileSync(join(root, 'no-network'), '');
    const result = run();
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('The first install needs a network; later runs do not.');
  });
});
