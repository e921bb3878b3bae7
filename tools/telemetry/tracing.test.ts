/** Spans as a collector gets them, over real HTTP. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { inSpan } from './spans.ts';
import { openTracing } from './tracing.ts';

interface OtlpSpan {
  name: string;
  spanId: string;
  parentSpanId?: string;
  attributes: { key: string; value: unknown }[];
  status?: { code?: number; message?: string };
}

let server: Server | null = null;
let bodies: string[] = [];
afterEach(() => {
  server?.close();
  server = null;
  bodies = [];
});

async function collector(): Promise<string> {
  server = createServer((incoming, response) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    incoming.on('end', () => {
      bodies.push(`${incoming.url} ${body}`);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function spans(): OtlpSpan[] {
  return bodies.flatMap((body) => {
    const wire = JSON.parse(body.slice(body.indexOf('{'))) as { resourceSpans: { scopeSpans: { spans: OtlpSpan[] }[] }[] };
    return wire.resourceSpans.flatMap((one) => one.scopeSpans.flatMap((scope) => scope.spans));
  });
}

const work = () =>
  inSpan('outer', { 'perennial.node': 'lesson' }, () =>
    inSpan('inner', {}, async (span) => {
      span.set({ tokens: 7 });
      span.content(() => ({ words: 'A loop repeats statements.' }));
      return 'done';
    }),
  );

describe('tracing', () => {
  it('is off where the environment names no collector, and the work is done all the same', async () => {
    const tracing = await openTracing({}, '1');
    expect(await work()).toBe('done');
    await tracing.close();
    expect(bodies).toEqual([]);
  });

  it('sends spans, one within the other, and no content', async () => {
    const tracing = await openTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: await collector() }, '1');
    expect(await work()).toBe('done');
    await expect(inSpan('broken', {}, () => Promise.reject(new TypeError('the words of a lesson')))).rejects.toThrow();
    await tracing.close();
    const [inner, outer, broken] = ['inner', 'outer', 'broken'].map((name) => spans().find((span) => span.name === name)!);
    expect(inner!.parentSpanId).toBe(outer!.spanId);
    expect(inner!.attributes.map(({ key }) => key)).toEqual(['tokens']);
    expect(broken!.status).toMatchObject({ code: 2, message: 'TypeError' });
    expect(bodies.join()).toMatch(/^\/v1\/traces /);
    expect(bodies.join()).not.toMatch(/loop repeats|words of a lesson/);
    expect(await work()).toBe('done');
    expect(spans()).toHaveLength(3);
  });

  it('sends content only where it was asked for', async () => {
    const tracing = await openTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: await collector(), PERENNIAL_TRACE_CONTENT: '1' }, '1');
    await work();
    await tracing.close();
    expect(bodies.join()).toContain('A loop repeats statements.');
  });

  it('never fails a run whose collector is away', async () => {
    const tracing = await openTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }, '1');
    expect(await work()).toBe('done');
    await tracing.close();
  });
});
