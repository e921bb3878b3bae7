/** Switches tracing on where the environment says where spans go. OpenTelemetry is loaded only then: it takes a moment, and nobody else should wait. */
import type { Attributes, Span as OtelSpan } from '@opentelemetry/api';
import { type RunInSpan, type Span, spansGoTo } from './spans.ts';

export interface Tracing {
  /** Sends what is left and switches tracing off. Never rejects: a collector that is away must not fail a run. */
  close(): Promise<void>;
}

const off: Tracing = { close: async () => {} };
let open = 0;
let current: Promise<Tracing> | null = null;

/**
 * @param env `OTEL_EXPORTER_OTLP_ENDPOINT` (or `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`) turns tracing on, `PERENNIAL_TRACE_CONTENT=1` puts
 *   prompts and answers (personal data taken out) into the spans of model calls
 * @returns a handle to close; tracing ends with the last of them
 */
export async function openTracing(env: NodeJS.ProcessEnv, version: string): Promise<Tracing> {
  if (!env.OTEL_EXPORTER_OTLP_ENDPOINT && !env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) return off;
  if (env.OTEL_SDK_DISABLED === 'true' || env.OTEL_TRACES_EXPORTER === 'none') return off;
  open += 1;
  current ??= start(env, version);
  const tracing = await current;
  let closed = false;
  return {
    async close() {
      if (closed) return;
      closed = true;
      open -= 1;
      if (open > 0) return;
      current = null;
      await tracing.close();
    },
  };
}

async function start(env: NodeJS.ProcessEnv, version: string): Promise<Tracing> {
  const [{ context, propagation, SpanStatusCode, trace }, { BatchSpanProcessor, NodeTracerProvider }, { OTLPTraceExporter }] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
    ]);
  const { resourceFromAttributes } = await import('@opentelemetry/resources');
  const exporter = new OTLPTraceExporter({ url: addressOf(env), timeoutMillis: 5000 });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': env.OTEL_SERVICE_NAME || 'perennial', 'service.version': version }),
    spanProcessors: [new BatchSpanProcessor(exporter, { exportTimeoutMillis: 5000, maxQueueSize: 20_000 })],
  });
  // Takes the process's context manager as well, so that a span knows what it lies in.
  provider.register();
  const tracer = provider.getTracer('perennial', version);
  const withContent = env.PERENNIAL_TRACE_CONTENT === '1';

  const run: RunInSpan = (name, attributes, work) => {
    const parent = context.active();
    const span = tracer.startSpan(name, { attributes }, parent);
    return context.with(trace.setSpan(parent, span), async () => {
      try {
        return await work(spanOver(span, withContent, SpanStatusCode.ERROR));
      } catch (error) {
        // Its class, not its message: a message may quote a lesson.
        span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' });
        throw error;
      } finally {
        span.end();
      }
    });
  };
  spansGoTo(run);
  return {
    async close() {
      spansGoTo(null);
      await provider.shutdown().catch(() => {});
      trace.disable();
      context.disable();
      propagation.disable();
    },
  };
}

function spanOver(span: OtelSpan, withContent: boolean, error: number): Span {
  return {
    set: (attributes) => void span.setAttributes(attributes as Attributes),
    content(attributes) {
      if (withContent) span.setAttributes(attributes() as Attributes);
    },
    failed: (kind) => void span.setStatus({ code: error, message: kind }),
  };
}

/** The endpoint is a base address, its traces lie under `/v1/traces` (OTLP specification); the traces' own variable is taken as it stands. */
function addressOf(env: NodeJS.ProcessEnv): string {
  if (env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) return env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  return `${(env.OTEL_EXPORTER_OTLP_ENDPOINT ?? '').replace(/\/+$/, '')}/v1/traces`;
}
