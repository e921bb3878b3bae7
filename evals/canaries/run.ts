/** One refresh of a planted library as a person would run it, against a scripted endpoint; everything it sent, said and left is kept. */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startScriptedModel } from '../../tools/models/scripted-server.ts';
import { soundAnswer } from '../prompts/scripted-answers.ts';

const cli = fileURLToPath(new URL('../../cli.ts', import.meta.url));

export interface Left {
  /** Where from (`requests`, `standard output`, `.perennial/…`) → bytes. */
  places: Map<string, Uint8Array>;
  /** `reading`: questions that hold whole lessons. */
  requests: { chat: number; embeddings: number; reading: number };
  exitCode: number;
}

export function writeLibrary(root: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** @param root a library that may be written to */
export async function refreshWatched(root: string): Promise<Left> {
  const model = await startScriptedModel((request) => ({ kind: 'json', value: soundAnswer(request) }));
  const traces: Buffer[] = [];
  const collector = createServer((incoming, response) => {
    incoming.on('data', (part: Buffer) => traces.push(part));
    incoming.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  try {
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      OPENAI_BASE_URL: model.baseUrl,
      OPENAI_API_KEY: 'key-of-the-evaluation',
      OPENAI_EMBEDDING_MODEL: 'text-embedding-3-small',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    };
    const ended = await run(['refresh', root, '--verbose', '--json', '--max-cost', '50'], env);
    const places = new Map<string, Uint8Array>([
      ['requests', Buffer.from(model.requests.map(({ body }) => body).join('\n'))],
      ['spans', Buffer.concat(traces)],
      ['standard output', ended.stdout],
      ['standard error', ended.stderr],
    ]);
    for (const file of filesUnder(join(root, '.perennial')))
      places.set(relative(root, file).split(sep).join('/'), readFileSync(file));
    const count = (kind: string) => model.requests.filter((request) => request.kind === kind).length;
    const reading = model.requests.filter(({ schema }) => schema === 'judge-outcomes').length;
    return { places, requests: { chat: count('chat'), embeddings: count('embeddings'), reading }, exitCode: ended.code };
  } finally {
    await model.close();
    collector.closeAllConnections();
    collector.close();
  }
}

function run(args: string[], env: NodeJS.ProcessEnv): Promise<{ code: number; stdout: Buffer; stderr: Buffer }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', cli, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => stdout.push(part));
    child.stderr.on('data', (part: Buffer) => stderr.push(part));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) }));
  });
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(path) : entry.isFile() ? [path] : [];
  });
}
