import type { CallEdge, Edge, ExternalEdge, TopicEdge } from '../model/graph';
import { callGives, externalGives, topicGives } from './gives';
import { type MapView, portText } from './nodes';
import type { Facts, MapEdge } from './types';

export function edgesOf(view: MapView): readonly MapEdge[] {
  return view.graph.edges.map((edge) => {
    if (edge.kind === 'calls') return callEdge(edge, view);
    return edge.kind === 'external' ? externalEdge(edge, view) : topicEdge(edge, view);
  });
}

function callEdge(edge: CallEdge, { ids, environment }: MapView): MapEdge {
  const [from, to] = [ids.of(edge.from), ids.of(edge.to)];
  return {
    id: `calls ${from} ${to} ${edge.port.name}`,
    kind: 'calls',
    from,
    to,
    label: `${edge.port.protocol} ${edge.port.servicePort}`,
    facts: { port: portText(edge.port), ...moreFacts(edge) },
    gives: callGives(edge, environment),
  };
}

function externalEdge(edge: ExternalEdge, { ids, environment }: MapView): MapEdge {
  const [from, to] = [ids.of(edge.from), ids.of(edge.to)];
  const { protocol, port, host } = edge.to.external;
  return {
    id: `external ${from} ${to}`,
    kind: 'external',
    from,
    to,
    label: `${protocol} ${port}`,
    facts: { host, ...moreFacts(edge) },
    gives: externalGives(edge, environment),
  };
}

function topicEdge(edge: TopicEdge, { ids, environment }: MapView): MapEdge {
  const [service, topic] = [ids.of(edge.from), ids.of(edge.to)];
  const [from, to] = edge.kind === 'produces' ? [service, topic] : [topic, service];
  return {
    id: `${edge.kind} ${from} ${to}`,
    kind: edge.kind,
    from,
    to,
    label: edge.kind,
    facts: { protocol: 'Kafka, by TLS', ...moreFacts(edge) },
    gives: topicGives(edge, environment),
  };
}

/** Whatever else an edge says: what a new field means to a reader is in its name. */
function moreFacts({ kind: _kind, variable: _variable, ...rest }: Edge): Facts {
  const said = Object.entries(rest).filter(([, value]) => isPlain(value) && value !== false && value !== 0);
  return Object.fromEntries(said.map(([key, value]) => [wordsOf(key), value === true ? 'yes' : String(value)]));
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** `timeoutSeconds` becomes `timeout seconds`. */
function wordsOf(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
