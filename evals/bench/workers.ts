/**
 * What more workers bring: one library, one run, shared out to one, two and four workers with clones of their own. The model takes a
 * fixed time for each answer, so that waiting and not the processor is the limit. The clock starts when the run is asked for, with all
 * workers idle, and stops when it is written down as lived.
 * npx tsx evals/bench/workers.ts [postgres|redis] [LESSONS 64] [DELAY_MS 1500] [WORKERS 1,2,4]
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openRotas } from '../../graphs/nightly/rota.ts';
import { startTestServer } from '../../tools/database/server.fixture.ts';
import { startScriptedModel } from '../../tools/models/scripted-server.ts';
import { openQueue } from '../../tools/queue/queue.ts';
import { startTestRedis, type TestRedis } from '../../tools/queue/redis.fixture.ts';
import { git } from '../crash/library.ts';
import { honest, schemaIn } from '../prompts/scripted-answers.ts';
import { soilLesson } from './soil-lesson.ts';

const cli = fileURLToPath(new URL('../../cli.ts', import.meta.url));
/** How long each worker has waited for work, in milliseconds. */
const idle = 10_000;
const kind = process.argv[2] === 'redis' ? 'redis' : 'postgres';
const [lessons = 64, delay = 1500] = process.argv.slice(3, 5).map(Number);
const crews = (process.argv[5] ?? '1,2,4').split(',').map(Number);

function writeRemote(remote: string, desk: string): void {
  mkdirSync(join(desk, 'lessons'), { recursive: true });
  for (let at = 1; at <= lessons; at += 1)
    writeFileSync(join(desk, 'lessons', `${String(at).padStart(4, '0')}.md`), soilLesson(at));
  writeFileSync(
    join(desk, 'perennial.config.yaml'),
    'version: 1\ndefaults:\n  agents: [alignment]\ncourses:\n  - id: soil\n    lessons: ["lessons/*.md"]\nmodels:\n  concurrency: 1\n  maxCostPerRun: 1000\n  shadow: { share: 0 }\n',
  );
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', remote]);
  git(desk, 'init', '-q', '-b', 'main');
  git(desk, 'config', 'user.name', 'Editor');
  git(desk, 'config', 'user.email', 'editor@example.org');
  git(desk, 'remote', 'add', 'origin', remote);
  git(desk, 'add', '-A');
  git(desk, 'commit', '-q', '-m', 'start');
  git(desk, 'push', '-q', '-u', 'origin', 'main');
}

/** Resolves once the worker waits for work. */
function startWorker(state: string, remote: string, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', cli, 'worker', '--remote', remote], {
    env: { ...env, PERENNIAL_STATE_DIR: state },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let words = '';
    const hear = (chunk: Buffer) => {
      words = (words + chunk.toString()).slice(-4000);
      if (words.includes('Working on')) resolve(child);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => reject(new Error(`A worker ended with ${code}: ${words}`)));
  });
}

/** Moments of a run, from `performance.now()`. */
interface Moments {
  asked: number;
  over: number;
}

async function oneRun(folder: string, workers: number, env: NodeJS.ProcessEnv): Promise<Moments> {
  const [remote, desk] = [join(folder, 'remote.git'), join(folder, 'desk')];
  writeRemote(remote, desk);
  const crew: ChildProcess[] = [];
  const rotas = openRotas(env);
  const opened = await openQueue({ state: join(folder, 'asker'), env });
  try {
    for (let at = 0; at < workers; at++) crew.push(await startWorker(join(folder, `worker-${at}`), remote, env));
    const rota = await rotas.of(desk);
    // They wait for their night, and have had the time to load what it needs.
    await sleep(idle * workers);
    const asked = performance.now();
    await opened.queue.add('run', { library: rota.name, schedule: null, due: new Date().toISOString(), why: 'change' });
    while (rota.nights().length === 0) await sleep(100);
    const over = performance.now();
    const [night] = rota.nights();
    if (night?.result !== 'done' || night.notScanned.length > 0)
      throw new Error(`The run was ${night?.result}: ${night?.reason ?? JSON.stringify(night?.notScanned[0])}`);
    return { asked, over };
  } finally {
    for (const child of crew) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    }
    rotas.close();
    await opened.close();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'perennial-bench-workers-'));
chmodSync(folder, 0o755);
const database = await startTestServer();
let redis: TestRedis | null = null;
let calls = 0;
let firstAsked = 0;
let lastAnswered = 0;
const model = await startScriptedModel(async (request) => {
  if (calls++ === 0) firstAsked = performance.now();
  await sleep(delay);
  lastAnswered = performance.now();
  return { kind: 'json', value: honest(schemaIn(request)) };
});
try {
  const load = () => loadavg()[0]?.toFixed(1);
  console.log(
    `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node.js ${process.version}, load ${load()}; queue on ${kind}`,
  );
  let alone: number | null = null;
  for (const workers of crews) {
    calls = 0;
    // A database and a queue of its own for each: nothing is kept from the run before.
    redis = kind === 'redis' ? await startTestRedis() : null;
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      PERENNIAL_DATABASE_URL: await database.database(),
      OPENAI_BASE_URL: model.baseUrl,
      OPENAI_API_KEY: 'key-of-the-bench',
      ...(redis ? { PERENNIAL_REDIS_URL: redis.url } : {}),
    };
    const { asked, over } = await oneRun(join(folder, `crew-${workers}`), workers, env);
    const seconds = (over - asked) / 1000;
    await redis?.close();
    redis = null;
    alone ??= seconds;
    console.log(
      [
        `${workers} ${workers === 1 ? 'worker' : 'workers'}: ${lessons} lessons, ${calls} answers of ${delay} ms, ${seconds.toFixed(1)} s`,
        `answers one after the other ${((calls * delay) / 1000).toFixed(1)} s`,
        `${((firstAsked - asked) / 1000).toFixed(1)} s before the first question, ${((over - lastAnswered) / 1000).toFixed(1)} s after the last answer`,
        `${(alone / seconds).toFixed(2)} times the first row`,
        `load ${load()}`,
      ].join('; '),
    );
  }
} finally {
  await redis?.close();
  await model.close();
  await database.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
