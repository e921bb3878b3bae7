/** `/healthz` and `/metrics` of a worker, on loopback only. */
import { createServer, type Server } from 'node:http';
import { type Listening, listening } from '../../tools/access/listening.ts';
import type { NightRecord } from './record.ts';
import { soon } from './soon.ts';

/** What a worker has seen since it started. */
export interface Tally {
  startedAt: Date;
  nights: Record<'done' | 'partial' | 'failed', number>;
  quiet: number;
  lessons: number;
  notScanned: number;
  dollars: number;
  seconds: number;
  /** By library: when the oldest proposal that waits was made. */
  oldest: Map<string, string | null>;
}

export function newTally(startedAt: Date): Tally {
  return {
    startedAt,
    nights: { done: 0, partial: 0, failed: 0 },
    quiet: 0,
    lessons: 0,
    notScanned: 0,
    dollars: 0,
    seconds: 0,
    oldest: new Map(),
  };
}

export function count(tally: Tally, library: string, record: NightRecord): void {
  tally.nights[record.result]++;
  if (record.news === 'quiet') tally.quiet++;
  tally.lessons += record.lessons.looked + record.lessons.unchanged;
  tally.notScanned += record.notScanned.length;
  tally.dollars += record.cost;
  tally.seconds += (Date.parse(record.finishedAt) - Date.parse(record.startedAt)) / 1000;
  tally.oldest.set(library, record.oldest);
}

interface Family {
  name: string;
  type: 'gauge' | 'counter';
  help: string;
  values: { labels?: Record<string, string>; value: number }[];
}

const label = (text: string) => text.replace(/\\/gu, '\\\\').replace(/"/gu, '\\"').replace(/\n/gu, '\\n');

/** Prometheus text format 0.0.4. */
export function exposition(families: readonly Family[]): string {
  return families
    .map(({ name, type, help, values }) => {
      const lines = values.map(({ labels, value }) => {
        const pairs = Object.entries(labels ?? {}).map(([key, text]) => `${key}="${label(text)}"`);
        return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`;
      });
      return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join('\n');
    })
    .concat('')
    .join('\n');
}

export function families(tally: Tally, depth: Record<string, number>, now: Date): Family[] {
  const minutes = tally.seconds / 60;
  return [
    {
      name: 'perennial_queue_jobs',
      type: 'gauge',
      help: 'Jobs in the queue by state.',
      values: Object.entries(depth).map(([state, value]) => ({ labels: { state }, value })),
    },
    {
      name: 'perennial_runs_total',
      type: 'counter',
      help: 'Runs this worker brought to an end, by result.',
      values: Object.entries(tally.nights).map(([result, value]) => ({ labels: { result }, value })),
    },
    { name: 'perennial_quiet_runs_total', type: 'counter', help: 'Runs with nothing new.', values: [{ value: tally.quiet }] },
    {
      name: 'perennial_lessons_total',
      type: 'counter',
      help: 'Lessons passed through runs.',
      values: [{ value: tally.lessons }],
    },
    {
      name: 'perennial_lessons_per_minute',
      type: 'gauge',
      help: 'Lessons a minute while running, since the worker started.',
      values: [{ value: minutes > 0 ? tally.lessons / minutes : 0 }],
    },
    {
      name: 'perennial_lessons_not_scanned_total',
      type: 'counter',
      help: 'Lessons that could not be scanned after all tries.',
      values: [{ value: tally.notScanned }],
    },
    { name: 'perennial_model_cost_dollars_total', type: 'counter', help: 'Spent on models.', values: [{ value: tally.dollars }] },
    {
      name: 'perennial_oldest_waiting_proposal_seconds',
      type: 'gauge',
      help: 'Age of the oldest proposal that waits, as of the last run of each library.',
      values: [...tally.oldest].flatMap(([library, at]) =>
        at === null ? [] : [{ labels: { library }, value: Math.max(0, Math.round((now.getTime() - Date.parse(at)) / 1000)) }],
      ),
    },
    {
      name: 'perennial_worker_start_time_seconds',
      type: 'gauge',
      help: 'When this worker started, in Unix time.',
      values: [{ value: Math.round(tally.startedAt.getTime() / 1000) }],
    },
  ];
}

export interface Watched {
  tally: Tally;
  /** Jobs by state; rejects where the queue does not answer. */
  depth: () => Promise<Record<string, number>>;
  /** For the worker's own log, which says the same once. */
  complain: (line: string) => void;
}

/** @param port 0: a free one. @throws where the port is taken */
export function serveMetrics(port: number, watched: Watched): Promise<Listening> {
  const server: Server = createServer((request, response) => {
    void (async () => {
      const reply = (status: number, body: string, type = 'text/plain; charset=utf-8') => {
        response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
        response.end(request.method === 'HEAD' ? undefined : body);
      };
      if (request.method !== 'GET' && request.method !== 'HEAD') return reply(405, 'Only GET and HEAD.\n');
      const path = (request.url ?? '').split('?')[0];
      if (path !== '/healthz' && path !== '/metrics') return reply(404, 'There are /healthz and /metrics.\n');
      try {
        const depth = await soon(watched.depth(), 3_000);
        if (path === '/healthz') return reply(200, 'ok\n');
        reply(200, exposition(families(watched.tally, depth, new Date())), 'text/plain; version=0.0.4; charset=utf-8');
      } catch (error) {
        // Its words may hold the server's address: they stay in the worker's own log.
        watched.complain(`The queue does not answer: ${error instanceof Error ? error.message : error}`);
        reply(503, 'the queue does not answer\n');
      }
    })();
  });
  return listening(server, { host: '127.0.0.1', port, option: '--metrics-port' }, watched.complain);
}
