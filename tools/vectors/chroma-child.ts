/** Starts Chroma's server as a child on loopback and ends it with us. */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface ChromaChild {
  url: string;
  close(): Promise<void>;
}

const patienceMs = 30_000;

/**
 * @param path folder the server keeps its data in.
 * @returns once the server answers. Rejects with the server's last words where it ends or stays silent.
 */
export async function startChroma(path: string): Promise<ChromaChild> {
  mkdirSync(path, { recursive: true });
  const port = await freePort();
  const cli = join(dirname(fileURLToPath(import.meta.resolve('chromadb'))), 'cli.mjs');
  const wrapper = fileURLToPath(new URL('./chroma-server.mjs', import.meta.url));
  const child = spawn(process.execPath, [wrapper, cli, 'run', '--path', path, '--host', '127.0.0.1', '--port', String(port)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: path,
  });
  let said = '';
  const hear = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  let ended: string | null = null;
  const gone = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      ended = error.message;
      resolve();
    });
    child.once('exit', (code, signal) => {
      ended ??= `ended with ${signal ?? `code ${code}`}`;
      resolve();
    });
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);

  async function close(): Promise<void> {
    process.removeListener('exit', kill);
    // Its end must be awaited even where nothing else keeps this process alive.
    child.ref();
    kill();
    await gone;
  }

  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + patienceMs;
  while (!(await answers(url))) {
    if (ended || Date.now() > deadline) {
      await close();
      throw new Error(`The Chroma server did not start (${ended ?? 'no answer'}): ${said.trim().split('\n').at(-1) ?? ''}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  // From here on the child must not keep the program alive; its standard input still ends when we do.
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as unknown as { unref?(): void }).unref?.();
  return { url, close };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/v2/heartbeat`, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** A port nobody listens on at this moment. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address && typeof address === 'object') resolve(address.port);
        else reject(new Error('No free port on loopback.'));
      });
    });
  });
}
