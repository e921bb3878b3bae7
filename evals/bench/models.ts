/**
 * How well a refresh keeps a slow model busy: a scripted model that takes a fixed time, a given number of questions at once, and the
 * wall time of a refresh against the ideal, which is the time the calls alone would take side by side.
 * npx tsx evals/bench/models.ts [LESSONS 200] [DELAY_MS 1000] [CONCURRENCY 4] [unsure|answers]
 * `unsure`: the model says it does not know, so that nothing is to be verified; `answers`: what it writes is verified in the browser.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startScriptedModel } from '../../tools/models/scripted-server.ts';
import type { RefreshDocument } from '../../tools/report/documents.ts';
import { honest, schemaIn, soundAnswer } from '../prompts/scripted-answers.ts';
import { measure } from './measure.ts';
import { soilLesson } from './soil-lesson.ts';

const cli = fileURLToPath(new URL('../../cli.ts', import.meta.url));
const [lessons = 200, delay = 1000, concurrency = 4] = process.argv.slice(2, 5).map(Number);
const mode = process.argv[5] === 'answers' ? 'answers' : 'unsure';

/** Each lesson has two outcomes nobody could observe and a picture without an alternative, and is like no other. */
function lesson(at: number): string {
  return soilLesson(
    at,
    `
![](picture-${at}.png)

## Loam of field number ${at}

Field number ${at} holds ${at + 7} parts of loam. Rub a handful of it between your fingers and say how it feels.
`,
  );
}

const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const folder = mkdtempSync(join(tmpdir(), 'perennial-bench-models-'));
const times: { from: number; to: number }[] = [];
const server = await startScriptedModel(async (request) => {
  const from = performance.now();
  await new Promise((resolve) => setTimeout(resolve, delay));
  times.push({ from, to: performance.now() });
  return { kind: 'json', value: mode === 'answers' ? soundAnswer(request) : honest(schemaIn(request)) };
});
try {
  mkdirSync(join(folder, 'lessons'));
  for (let at = 1; at <= lessons; at += 1) {
    writeFileSync(join(folder, 'lessons', `${String(at).padStart(4, '0')}.md`), lesson(at));
    writeFileSync(join(folder, 'lessons', `picture-${at}.png`), pixel);
  }
  writeFileSync(
    join(folder, 'perennial.config.yaml'),
    `courses:\n  - id: soil\n    lessons: ["lessons/*.md"]\nmodels:\n  concurrency: ${concurrency}\n  maxCostPerRun: 1000\n  shadow: { share: 0 }\n`,
  );
  const env = { ...process.env, OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: 'key-of-the-bench' };
  console.log(
    `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node.js ${process.version}, load ${loadavg()[0]?.toFixed(1)}`,
  );
  for (const run of ['first', 'second, unchanged']) {
    times.length = 0;
    // Memory is of no interest here, and looking for it often would hold up the model's answers.
    const measured = await measure(process.execPath, ['--import', 'tsx', cli, 'refresh', folder, '--json'], { env }, 60_000);
    if (measured.exitCode !== 0) throw new Error(`refresh ended with ${measured.exitCode}: ${measured.stdout.slice(0, 400)}`);
    const document = JSON.parse(measured.stdout) as RefreshDocument;
    const seconds = document.seconds.total ?? measured.seconds;
    // All calls side by side, and never less than one of them takes.
    const ideal = (Math.ceil(times.length / concurrency) * delay) / 1000;
    const busy =
      times.length > 0 ? (Math.max(...times.map(({ to }) => to)) - Math.min(...times.map(({ from }) => from))) / 1000 : 0;
    console.log(
      [
        `${run}: ${lessons} lessons, ${times.length} calls of ${delay} ms, ${concurrency} at once (most seen: ${server.mostAtOnce()})`,
        `refresh ${seconds.toFixed(1)} s, whole process ${measured.seconds.toFixed(1)} s`,
        times.length > 0
          ? `ideal ${ideal.toFixed(1)} s: ${(seconds / ideal).toFixed(3)} times; from the first call to the last ${busy.toFixed(1)} s`
          : 'no call',
        `load ${loadavg()[0]?.toFixed(1)}`,
      ].join('; '),
    );
  }
} finally {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
