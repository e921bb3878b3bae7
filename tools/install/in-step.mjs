/**
 * Is what lies in node_modules what package-lock.json names? Plain JavaScript on Node alone: it runs before anything is installed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ inStep: true } | { inStep: false, why: string }} Standing */

/**
 * Holds npm's own record of the last install (written when it was through) against the lockfile, and looks whether each
 * package still lies there. Packages marked optional are left to npm: which of them belong here depends on the machine.
 *
 * @param {string} root folder of package.json
 * @returns {Standing}
 * @throws where package-lock.json is absent or not JSON
 */
export function standing(root) {
  const wanted = packagesIn(join(root, 'package-lock.json'));
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return { inStep: false, why: 'nothing is installed yet' };
  let present;
  try {
    present = packagesIn(record);
  } catch {
    return { inStep: false, why: 'the record of the last install cannot be read' };
  }
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const found = present[path];
    if (!found) {
      if (entry.optional || entry.devOptional) continue;
      return { inStep: false, why: `${path} is missing` };
    }
    if (found.version !== entry.version || found.integrity !== entry.integrity) {
      return { inStep: false, why: `${path} is ${found.version}, the lockfile names ${entry.version}` };
    }
    if (!existsSync(join(root, path, 'package.json'))) return { inStep: false, why: `${path} has been removed` };
  }
  const stray = Object.keys(present).find((path) => path !== '' && !wanted[path]);
  return stray ? { inStep: false, why: `${stray} is not in the lockfile` } : { inStep: true };
}

/** @param {string} file */
function packagesIn(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}
