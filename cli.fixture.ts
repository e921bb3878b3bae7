/**
 * For tests: runs the program once for each line of standard input (its arguments as a JSON list), and answers with a line of
 * exit code, standard output and standard error. Each run is the module `cli.ts` itself, loaded anew.
 */
import { createInterface } from 'node:readline';

const answer = process.stdout.write.bind(process.stdout);
process.setMaxListeners(0);

async function once(argv: string[], number: number): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const writers = { out: process.stdout.write, err: process.stderr.write };
  const into = (part: 'out' | 'err') =>
    ((chunk: string | Uint8Array) => {
      said[part] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      return true;
    }) as typeof process.stdout.write;
  const exit = process.exit;
  let left: number | null = null;
  process.stdout.write = into('out');
  process.stderr.write = into('err');
  process.exit = ((code?: number) => {
    left = Number(code ?? process.exitCode ?? 0);
    throw new Error('left');
  }) as typeof process.exit;
  process.argv = [process.argv[0] ?? '', 'cli.ts', ...argv];
  process.exitCode = 0;
  try {
    await import(`./cli.ts?run=${number}`);
  } catch (error) {
    if (left === null) said.err += error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    process.stdout.write = writers.out;
    process.stderr.write = writers.err;
    process.exit = exit;
  }
  const code = left ?? Number(process.exitCode ?? 0);
  process.exitCode = 0;
  return { code, ...said };
}

let number = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const ended = await once(JSON.parse(line) as string[], number++);
  answer(`${JSON.stringify(ended)}\n`);
}
