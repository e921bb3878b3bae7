/** One Postgres connection on a thread of its own, for callers that wait: see connection.ts. */
import { workerData } from 'node:worker_threads';
import pg from 'pg';

const { url, settings, port, signal } = workerData;
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

let client = null;

async function connected() {
  if (client) return client;
  const fresh = new pg.Client({
    connectionString: url,
    application_name: 'perennial-ledger',
    connectionTimeoutMillis: settings.connectMilliseconds,
    keepAlive: true,
  });
  fresh.on('error', () => {
    if (client === fresh) client = null;
  });
  await fresh.connect();
  await fresh.query(
    `SET lock_timeout = ${settings.lockMilliseconds}; SET idle_in_transaction_session_timeout = ${settings.idleMilliseconds}`,
  );
  client = fresh;
  return fresh;
}

/** `statement`: `same` wants the connection that is open, `any` makes one where there is none. */
async function answer({ text, values, on }) {
  if (on === 'same' && !client) throw Object.assign(new Error('the connection was lost'), { code: '08006' });
  const { rows } = await (await connected()).query(text, values);
  return rows;
}

async function leave() {
  const last = client;
  client = null;
  await last?.end();
}

port.on('message', async (request) => {
  let reply;
  try {
    reply = request.close ? { rows: [], close: await leave() } : { rows: await answer(request) };
  } catch (error) {
    const code = typeof error?.code === 'string' ? error.code : '';
    // A broken connection has no SQLSTATE, or one of class 08 or 57P: the next statement makes a new one.
    const gone = !/^[0-9A-Z]{5}$/u.test(code) || code.startsWith('08') || code.startsWith('57P') || code === '25P03';
    if (gone) {
      const last = client;
      client = null;
      void last?.end().catch(() => {});
    }
    reply = { error: { message: String(error?.message ?? error), code, gone } };
  }
  port.postMessage({ id: request.id, ...reply });
  Atomics.store(signal, 0, request.id);
  Atomics.notify(signal, 0);
  if (request.close) port.close();
});
