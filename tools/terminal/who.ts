/** Who decides: `--by`, else git's user. */
import { execFileSync } from 'node:child_process';
import { CommandFault } from './faults.ts';

function git(folder: string, key: string): string {
  try {
    return execFileSync('git', ['-C', folder, 'config', '--get', key], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    // Not set, or no git: the caller says what to do.
    return '';
  }
}

/**
 * @returns `Name <mail>`
 * @throws CommandFault where neither `--by` nor git says who it is
 */
export function whoIs(by: string | undefined, folder: string): string {
  if (by !== undefined) {
    if (/^\s*[^<>\s][^<>\r\n]*<[^<>\s]+>\s*$/u.test(by)) return by.trim();
    throw new CommandFault(1, `--by needs a name and a mail address, as in --by "Ada Example <ada@example.org>", not "${by}".`);
  }
  const name = git(folder, 'user.name');
  const mail = git(folder, 'user.email');
  if (name && mail) return `${name} <${mail}>`;
  throw new CommandFault(1, 'A decision needs a person: give --by "Name <mail>", or set git\'s user.name and user.email.');
}
