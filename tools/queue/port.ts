/** Ports of this machine that nobody listens on. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Below those that systems hand out to programs that only connect (32768 and up on Linux, RFC 6335 from 49152): a server that was cut off finds its own again. */
const lowest = 15_000;
const highest = 32_000;
const tries = 50;

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/**
 * On loopback.
 * @param wanted taken where nobody has it; 0: any
 * @throws Error where this machine has none left
 */
export async function freePort(wanted = 0): Promise<number> {
  // Whoever had it may be about to end.
  for (let left = wanted === 0 ? 0 : 10; left > 0; left--) {
    if (await isFree(wanted)) return wanted;
    await sleep(100);
  }
  for (let left = tries; left > 0; left--) {
    const port = randomInt(lowest, highest);
    if (await isFree(port)) return port;
  }
  throw new Error(`No free port between ${lowest} and ${highest} was found in ${tries} tries.`);
}
