/** A small web on this machine in which every address behaves as its name says. Every site is a name of its own, all on one port. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, LookupFunction, Socket } from 'node:net';
import { pipeline, Readable } from 'node:stream';

/** What a link truly is, whatever its server says at the moment. */
export type Truth = 'alive' | 'dead' | 'moved';

export interface Behaviour {
  name: string;
  truth: Truth;
  /** Path on the site; default: `/<name>/<n>`. */
  answer(request: IncomingMessage, response: ServerResponse, at: At): void;
}

export interface At {
  /** Times this very address was asked before, whatever the method. */
  before: number;
  /** Origin of the site: `http://site-3.web.test:1234`. */
  origin: string;
  path: string;
}

function end(response: ServerResponse, status: number, headers: Record<string, string> = {}, body = ''): void {
  response.writeHead(status, { connection: 'close', ...headers });
  response.end(body);
}

const to = (response: ServerResponse, status: number, location: string) => end(response, status, { location });
const fine = (response: ServerResponse) => end(response, 200, { 'content-type': 'text/html' }, '<h1>Here</h1>');

const gone404: Behaviour['answer'] = (_, response) => end(response, 404, {}, 'no such page');

/** Alive ones that look otherwise, dead ones, and moved ones. */
export const behaviours: Behaviour[] = [
  { name: 'fine', truth: 'alive', answer: (_, response) => fine(response) },
  { name: 'empty', truth: 'alive', answer: (_, response) => end(response, 204) },
  { name: 'forbidden', truth: 'alive', answer: (_, response) => end(response, 403) },
  { name: 'needs-login', truth: 'alive', answer: (_, response) => end(response, 401) },
  { name: 'teapot-999', truth: 'alive', answer: (_, response) => end(response, 999) },
  { name: 'legal-451', truth: 'alive', answer: (_, response) => end(response, 451) },
  { name: 'bad-request', truth: 'alive', answer: (_, response) => end(response, 400) },
  { name: 'down-500', truth: 'alive', answer: (_, response) => end(response, 500) },
  { name: 'down-503', truth: 'alive', answer: (_, response) => end(response, 503) },
  {
    name: 'flapping-500',
    truth: 'alive',
    answer: (_, response, { before }) => (before % 2 === 0 ? end(response, 500) : fine(response)),
  },
  {
    name: 'flapping-404',
    truth: 'alive',
    answer: (_, response, { before }) => (before < 2 ? end(response, 404) : fine(response)),
  },
  {
    name: 'head-405',
    truth: 'alive',
    answer: (request, response) => (request.method === 'HEAD' ? end(response, 405) : fine(response)),
  },
  {
    name: 'head-404',
    truth: 'alive',
    answer: (request, response) => (request.method === 'HEAD' ? end(response, 404) : fine(response)),
  },
  {
    name: 'head-501',
    truth: 'alive',
    answer: (request, response) => (request.method === 'HEAD' ? end(response, 501) : fine(response)),
  },
  { name: 'head-hangs', truth: 'alive', answer: (request, response) => (request.method === 'HEAD' ? undefined : fine(response)) },
  { name: 'hangs', truth: 'alive', answer: () => undefined },
  { name: 'resets', truth: 'alive', answer: (request) => void request.socket.destroy() },
  { name: 'garbage', truth: 'alive', answer: (request) => void request.socket.end('what?\r\n\r\n') },
  {
    name: 'slow-drip',
    truth: 'alive',
    answer: (_, response) => {
      response.writeHead(200, { 'content-length': '100000' });
      const drip = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(drip));
    },
  },
  {
    name: 'slow-head',
    truth: 'alive',
    answer: (request) => {
      request.socket.write('HTTP/1.1 200 OK\r\n');
      const drip = setInterval(() => request.socket.write('X-Drip: 1\r\n'), 20);
      request.socket.on('close', () => clearInterval(drip));
    },
  },
  {
    name: 'huge-body',
    truth: 'alive',
    answer: (request, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      if (request.method === 'HEAD') return void response.end();
      const chunk = Buffer.alloc(1 << 20);
      pipeline(Readable.from(Array.from({ length: 200 }, () => chunk)), response, () => {});
    },
  },
  {
    name: 'wrong-length',
    truth: 'alive',
    answer: (request) => void request.socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nshort'),
  },
  {
    name: 'huge-header',
    truth: 'alive',
    answer: (request) => void request.socket.end(`HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(200_000)}\r\n\r\n`),
  },
  {
    name: 'loop',
    truth: 'alive',
    answer: (_, response, { path }) => to(response, 302, `${path.replace(/-b$/u, '')}${path.endsWith('-b') ? '' : '-b'}`),
  },
  { name: 'endless-301', truth: 'alive', answer: (_, response, { before, path }) => to(response, 301, `${path}x${before}`) },
  { name: 'no-location', truth: 'alive', answer: (_, response) => end(response, 301) },
  { name: 'to-javascript', truth: 'alive', answer: (_, response) => to(response, 301, 'javascript:alert(1)') },
  { name: 'to-loopback', truth: 'alive', answer: (_, response) => to(response, 301, 'http://127.0.0.1:1/secret') },
  { name: 'to-metadata', truth: 'alive', answer: (_, response) => to(response, 302, 'http://169.254.169.254/latest/meta-data/') },
  { name: 'to-rebound-name', truth: 'alive', answer: (_, response) => to(response, 301, 'http://rebound.web.test/') },
  {
    name: 'found-302',
    truth: 'alive',
    answer: (_, response, { path }) => (path.endsWith('/there') ? fine(response) : to(response, 302, `${path}/there`)),
  },
  {
    name: 'seen-307',
    truth: 'alive',
    answer: (_, response, { path }) => (path.endsWith('/there') ? fine(response) : to(response, 307, `${path}/there`)),
  },
  {
    name: 'login-302',
    truth: 'alive',
    answer: (_, response, { path }) =>
      path.startsWith('/login?') ? fine(response) : to(response, 302, `/login?returnUrl=${path}`),
  },
  {
    name: 'login-301',
    truth: 'alive',
    answer: (_, response, { path }) => (path === '/login' ? fine(response) : to(response, 301, '/login')),
  },
  {
    name: 'consent-301',
    truth: 'alive',
    answer: (_, response, { path }) => (path.startsWith('/consent?') ? fine(response) : to(response, 301, '/consent?next=x')),
  },
  {
    name: 'home-301',
    truth: 'alive',
    answer: (_, response, { path }) => (path === '/' ? fine(response) : to(response, 301, '/')),
  },
  {
    name: 'slash-301',
    truth: 'alive',
    answer: (_, response, { path }) => (path.endsWith('/') ? fine(response) : to(response, 301, `${path}/`)),
  },
  {
    name: 'locale-301',
    truth: 'alive',
    answer: (_, response, { path }) => (path.startsWith('/en-us/') ? fine(response) : to(response, 301, `/en-us${path}`)),
  },
  {
    name: 'tracking-301',
    truth: 'alive',
    answer: (_, response, { path }) => (path.includes('?') ? fine(response) : to(response, 301, `${path}-b?utm_source=x`)),
  },
  {
    name: 'mixed-301-302',
    truth: 'alive',
    answer: (_, response, { path }) =>
      path.endsWith('/b')
        ? fine(response)
        : to(response, path.endsWith('/a') ? 302 : 301, path.endsWith('/a') ? `${path}/b` : `${path}/a`),
  },
  {
    name: 'temporary-to-404',
    truth: 'alive',
    answer: (_, response, { path }) => (path.endsWith('/there') ? end(response, 404) : to(response, 302, `${path}/there`)),
  },
  {
    name: 'flapping-301',
    truth: 'alive',
    answer: (_, response, { before, path }) =>
      path.endsWith('/there') || before > 1 ? fine(response) : to(response, 301, `${path}/there`),
  },
  {
    name: 'moved-once',
    truth: 'moved',
    answer: (_, response, { path }) =>
      path.includes('/new') ? fine(response) : to(response, 301, path.replace('/moved-once/', '/new/')),
  },
  {
    name: 'moved-308',
    truth: 'moved',
    answer: (_, response, { path }) =>
      path.includes('/here') ? fine(response) : to(response, 308, path.replace('/moved-308/', '/here/')),
  },
  {
    name: 'moved-chain',
    truth: 'moved',
    answer: (_, response, { path }) => {
      const step = /\/step-(\d)/u.exec(path)?.[1];
      if (step === '3') return fine(response);
      to(response, step === '1' ? 308 : 301, `${path.replace(/\/step-\d$/u, '')}/step-${Number(step ?? 0) + 1}`);
    },
  },
  { name: 'gone-404', truth: 'dead', answer: gone404 },
  { name: 'gone-410', truth: 'dead', answer: (_, response) => end(response, 410) },
  { name: 'gone-head-405', truth: 'dead', answer: (request, response) => end(response, request.method === 'HEAD' ? 405 : 404) },
  {
    name: 'gone-head-200-never',
    truth: 'dead',
    answer: (request, response) => end(response, request.method === 'HEAD' ? 500 : 410),
  },
  {
    name: 'gone-behind-301',
    truth: 'dead',
    answer: (_, response, { path }) => (path.endsWith('/there') ? end(response, 404) : to(response, 301, `${path}/there`)),
  },
  { name: 'gone-slow', truth: 'dead', answer: (_, response) => void setTimeout(() => end(response, 404), 40) },
];

export interface MisbehavingWeb {
  port: number;
  /** Names ending in `.web.test` lead here; `nowhere-….web.test` do not exist; all others are refused. */
  lookup: LookupFunction;
  /** Address of the n-th link that behaves so, on a site of its own. */
  address(behaviour: string, n: number): string;
  requests(): number;
  /** Requests that came under a host name nobody may ask. */
  trespasses(): string[];
  close(): Promise<void>;
}

export async function openMisbehavingWeb(): Promise<MisbehavingWeb> {
  const before = new Map<string, number>();
  const sockets = new Set<Socket>();
  const trespasses: string[] = [];
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    const host = request.headers.host ?? '';
    const path = request.url ?? '/';
    const origin = `http://${host}`;
    if (!/^site-[\w-]+\.web\.test:/u.test(host)) trespasses.push(`${host}${path}`);
    response.on('error', () => {});
    const name = /^site-([\w-]+)-\d+\.web\.test/u.exec(host)?.[1] ?? '';
    const behaviour = behaviours.find((one) => one.name === name);
    const limited = name.startsWith('limited');
    if (limited) return end(response, 429, name === 'limited-retry' ? { 'retry-after': '120' } : {});
    if (name === 'robots-404') return end(response, path === '/' ? 403 : 404);
    if (!behaviour || (path === '/' && name !== 'home-301')) return fine(response);
    const key = `${origin}${path}`;
    const times = before.get(key) ?? 0;
    before.set(key, times + 1);
    behaviour.answer(request, response, { before: times, origin, path });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    lookup: (hostname, options, callback) => {
      const known = /\.web\.test$/u.test(hostname) && !hostname.startsWith('nowhere-');
      const error = known ? null : Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' });
      setImmediate(() => {
        if (error) callback(error, '', 4);
        else if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
        else callback(null, '127.0.0.1', 4);
      });
    },
    address: (behaviour, n) => `http://site-${behaviour}-${n}.web.test:${port}/${behaviour}/${n}`,
    requests: () => requests,
    trespasses: () => trespasses,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
