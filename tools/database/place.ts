/** Where a server lies, for people: without user and password. */
export function placeOf(url: string): string {
  try {
    const parsed = new URL(url);
    return `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
  } catch {
    // Not an address one could show in part.
    return 'the address in the environment';
  }
}

/** The database all workers share; null where each machine keeps its own files. */
export function databaseUrl(env: NodeJS.ProcessEnv = process.env): string | null {
  const url = env.PERENNIAL_DATABASE_URL;
  return url === undefined || url === '' ? null : url;
}
