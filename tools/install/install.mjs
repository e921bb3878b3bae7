/**
 * Installs what package-lock.json names, unless it lies there already; so the project's commands work on a fresh clone, and
 * again without a network. Run by `npm run sample` and `npm test` in the folder of package.json.
 */
import { spawnSync } from 'node:child_process';
import { standing } from './in-step.mjs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 9)) {
  fail(`Perennial needs Node 20.9 or newer; this is ${process.versions.node}. Install it from https://nodejs.org.`);
}

const root = process.cwd();
const before = standing(root);
if (!before.inStep) {
  process.stderr.write(`Installing what package-lock.json names (${before.why}) …\n`);
  install();
  const after = standing(root);
  if (!after.inStep) fail(`npm ci ran, but ${after.why}: remove the folder node_modules and run the command again.`);
}

function install() {
  // Development packages belong to it whatever NODE_ENV says, and no package's install script is needed or run.
  const options = ['ci', '--prefer-offline', '--ignore-scripts', '--include=dev', '--include=optional', '--loglevel=error'];
  const cli = process.env.npm_execpath ?? '';
  const result = /npm-cli\.c?js$/u.test(cli)
    ? spawnSync(process.execPath, [cli, ...options], { cwd: root, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', options, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (result.error) fail(`npm could not be started (${result.error.message}). It comes with Node; is it on the PATH?`);
  if (result.status !== 0) {
    fail('npm could not install the packages (its words are above). The first install needs a network; later runs do not.');
  }
}

/** @param {string} sentence @returns {never} */
function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
