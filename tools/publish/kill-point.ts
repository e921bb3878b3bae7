/** Named moments at which a test may end this process as `kill -9` would. Without NODE_ENV=test it does nothing. */
export function killPoint(name: string): void {
  if (process.env.NODE_ENV === 'test' && process.env.PERENNIAL_KILL_AT === name) process.kill(process.pid, 'SIGKILL');
}
