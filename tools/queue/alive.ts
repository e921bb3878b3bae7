/** Whether a process of this machine still runs. */
import { readFileSync } from 'node:fs';

/** Linux: ended, and nobody has asked how. In a container without an init process such a one stays for ever. */
function isZombie(pid: number): boolean {
  try {
    // The name before the state may hold brackets of its own.
    return /\) Z [^)]*$/u.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
