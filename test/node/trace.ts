import { kubectl } from '../cluster/kubectl';
import { type Json, record, records, text } from '../support/manifest';

/** As OTLP numbers them. */
const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];

/** A span with what its program says of itself. */
export interface TracedSpan {
  readonly id: string;
  readonly parent: string;
  readonly service: string;
  readonly name: string;
  readonly kind: string;
  readonly attributes: Json;
  readonly resource: Json;
}

/**
 * The spans of a trace that the collector has. They are found where they are: all spans of a long run are more than one
 * wants to read at every look.
 */
export function spansOf(traceId: string): readonly TracedSpan[] {
  const find = `grep ${traceId} /spans/spans.json || test $? = 1`;
  const reader = ['--namespace', 'tracing', 'deployment/collector', '--container=reader'];
  const batches = kubectl('exec', ...reader, '--', 'sh', '-c', find).split('\n');
  return batches
    .filter((line) => line !== '')
    .flatMap((line) => records(record(JSON.parse(line)).resourceSpans))
    .flatMap((batch) => spansIn(batch, traceId));
}

function spansIn({ resource, scopeSpans }: Json, traceId: string): readonly TracedSpan[] {
  const said = attributesOf(record(resource));
  const spans = records(scopeSpans).flatMap((scope) => records(scope.spans));
  return spans
    .filter((span) => span.traceId === traceId)
    .map((span) => ({
      id: text(span.spanId),
      parent: text(span.parentSpanId),
      service: text(said['service.name']),
      name: text(span.name),
      kind: KINDS[Number(span.kind)] ?? '',
      attributes: attributesOf(span),
      resource: said,
    }));
}

/** OTLP writes each value under the name of its type: `{ "stringValue": "orders" }`. */
function attributesOf({ attributes }: Json): Json {
  return Object.fromEntries(records(attributes).map(({ key, value }) => [text(key), Object.values(record(value))[0]]));
}
