import { environments } from '../../../examples/shop/environments';
import { apply, kubectl } from '../../cluster/kubectl';
import { type Json, type Manifest, record, records, text } from '../../support/manifest';
import { BUSYBOX } from '../node';
import { named, namespaceOf, service, untilRolledOut, workload } from './harness/objects';
import { provideGoImage } from './harness/tools';

const NAME = 'collector';
const FILE = '/spans/spans.json';
const { namespace: NAMESPACE, podLabels: LABELS } = environments.dev.tracing;
const { namespace: MONITORING } = environments.dev.monitoring;

/** The connector that counts how long spans take, as docs/slo.md asks, but for its pace. */
export const SPAN_METRICS = {
  histogram: { unit: 'ms' },
  dimensions: [
    { name: 'k8s.namespace.name' },
    { name: 'k8s.pod.name' },
    { name: 'server.address' },
    { name: 'http.response.status_code' },
    { name: 'rpc.response.status_code' },
  ],
  metrics_flush_interval: '5s',
} as const;

const CONFIG = {
  receivers: { otlp: { protocols: { grpc: { endpoint: '0.0.0.0:4317' }, http: { endpoint: '0.0.0.0:4318' } } } },
  exporters: {
    file: { path: FILE, flush_interval: '200ms' },
    otlp_http: { endpoint: `http://prometheus.${MONITORING}.svc:9090/api/v1/otlp` },
  },
  connectors: {
    span_metrics: SPAN_METRICS,
  },
  service: {
    pipelines: {
      traces: { receivers: ['otlp'], exporters: ['file', 'span_metrics'] },
      metrics: { receivers: ['span_metrics'], exporters: ['otlp_http'] },
    },
    telemetry: { metrics: { level: 'none' } },
  },
};

/** Starts an OpenTelemetry collector that keeps all spans, and tells Prometheus, if that is there, how long they took. */
export async function startTracing(): Promise<void> {
  const image = await provideGoImage({ tool: NAME });
  apply([
    namespaceOf(NAMESPACE),
    // A JSON text is a YAML text.
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: named(NAMESPACE, NAME),
      data: { 'config.yaml': JSON.stringify(CONFIG) },
    },
    workload({ kind: 'Deployment', namespace: NAMESPACE, name: NAME, labels: LABELS, pod: pod(image) }),
    service({ namespace: NAMESPACE, name: NAME, selector: LABELS, ports: { grpc: 4317, http: 4318 } }),
  ]);
  untilRolledOut(NAMESPACE, `deployment/${NAME}`);
}

function pod(image: string): Manifest {
  const spans = { name: 'spans', mountPath: '/spans' };
  return {
    containers: [
      {
        name: NAME,
        image,
        args: ['--config=file:/etc/collector/config.yaml'],
        readinessProbe: { tcpSocket: { port: 4317 }, periodSeconds: 1 },
        volumeMounts: [{ name: 'config', mountPath: '/etc/collector' }, spans],
      },
      { name: 'reader', image: BUSYBOX, args: ['-c', 'exec tail -f /dev/null'], volumeMounts: [spans] },
    ],
    volumes: [
      { name: 'config', configMap: { name: NAME } },
      { name: 'spans', emptyDir: {} },
    ],
  };
}

export interface Span {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first one of a trace. */
  readonly parentSpanId: string;
  readonly attributes: Json;
  readonly milliseconds: number;
}

/** All spans that have come since the collector was started. */
export function spans(): readonly Span[] {
  const said = kubectl('exec', '--namespace', NAMESPACE, `deployment/${NAME}`, '--container=reader', '--', 'cat', FILE);
  const batches = said.split('\n').filter((line) => line !== '');
  return batches.flatMap((line) => records(record(JSON.parse(line)).resourceSpans).flatMap(spansOf));
}

function spansOf({ resource, scopeSpans }: Json): readonly Span[] {
  const service = text(attributesOf(record(resource))['service.name']);
  return records(scopeSpans).flatMap((scope) =>
    records(scope.spans).map((span) => ({
      service,
      name: text(span.name),
      traceId: text(span.traceId),
      spanId: text(span.spanId),
      parentSpanId: text(span.parentSpanId),
      attributes: attributesOf(span),
      milliseconds: (Number(span.endTimeUnixNano) - Number(span.startTimeUnixNano)) / 1e6,
    })),
  );
}

/** OTLP writes each value under the name of its type: `{ "stringValue": "orders" }`. */
function attributesOf({ attributes }: Json): Json {
  return Object.fromEntries(records(attributes).map(({ key, value }) => [text(key), Object.values(record(value))[0]]));
}
