import type { Environment } from '../environment';
import type { ExternalNode, ServiceNode, TopicNode } from '../model/graph';
import { contentHash, toLabelValue } from '../model/names';
import type { ResolvedPort } from '../model/ports';

/** An entity of Backstage's catalog. */
export interface CatalogEntity {
  readonly apiVersion: 'backstage.io/v1alpha1';
  readonly kind: 'System' | 'Component' | 'API' | 'Resource';
  readonly metadata: { readonly name: string; readonly description?: string };
  readonly spec: Readonly<Record<string, string | readonly string[]>>;
}

/** Backstage asks for an owner. */
const NO_OWNER = 'unknown';
const LIFECYCLES = { dev: 'experimental', staging: 'experimental', prod: 'production' } as const;

/** The catalog of one environment's graph: systems, services with what they provide and need, topics, systems outside. */
export function catalog(environment: Environment): readonly CatalogEntity[] {
  const { graph } = environment;
  const services = sorted(graph.services);
  const fallback = environment.resolved.owner ?? NO_OWNER;
  return [
    ...systems(services, fallback),
    ...services.map((node) => component(node, environment)),
    ...services.flatMap((node) => apis(node, environment)),
    ...sorted(graph.topics).map((node) =>
      entity(
        'Resource',
        resourceName(node),
        { type: 'kafka-topic', owner: producerOf(node, environment) },
        node.topic.topicName,
      ),
    ),
    ...sorted(graph.externals).map((node) =>
      entity('Resource', resourceName(node), { type: 'external-system', owner: fallback }, node.external.host),
    ),
  ];
}

function systems(services: readonly ServiceNode[], owner: string): readonly CatalogEntity[] {
  const names = new Set(services.map(systemOf));
  return [...names].sort().map((name) => entity('System', name, { owner }));
}

function component(node: ServiceNode, environment: Environment): CatalogEntity {
  const { graph, resolved } = environment;
  const calls = graph.callsFrom(node.path);
  const resources = [...graph.topicsOf(node.path), ...graph.externalsOf(node.path)].map(
    ({ to }) => `resource:${resourceName(to)}`,
  );
  return entity('Component', node.name, {
    type: 'service',
    lifecycle: LIFECYCLES[resolved.tier],
    owner: ownerOf(node),
    system: systemOf(node),
    ...listed(
      'providesApis',
      node.service.servingPorts.map((port) => apiName(node, port)),
    ),
    ...listed(
      'consumesApis',
      calls.map(({ to, port }) => apiName(to, port)),
    ),
    ...listed('dependsOn', [...calls.map(({ to }) => `component:${to.name}`), ...resources]),
  });
}

/** The address is all that is known of an API here; its contract is its owner's to publish. */
function apis(node: ServiceNode, environment: Environment): readonly CatalogEntity[] {
  return node.service.servingPorts.map((port) =>
    entity('API', apiName(node, port), {
      type: port.protocol,
      lifecycle: LIFECYCLES[environment.resolved.tier],
      owner: ownerOf(node),
      system: systemOf(node),
      definition: `${port.protocol} at ${node.service.names.service}.${node.service.namespace}.svc:${port.servicePort}`,
    }),
  );
}

function entity(
  kind: CatalogEntity['kind'],
  name: string,
  spec: CatalogEntity['spec'],
  description?: string,
): CatalogEntity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name, ...(description !== undefined && { description }) },
    spec,
  };
}

function listed(field: string, names: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const distinct = [...new Set(names)].sort();
  return distinct.length === 0 ? {} : { [field]: distinct };
}

function ownerOf({ service }: ServiceNode): string {
  return service.labels.owner ?? NO_OWNER;
}

/** A topic belongs to whoever writes to it. */
function producerOf(node: TopicNode, { graph, resolved }: Environment): string {
  const [producer] = sorted(graph.producersOf(node.path));
  return producer === undefined ? (resolved.owner ?? NO_OWNER) : ownerOf(producer);
}

function systemOf({ service }: ServiceNode): string {
  return service.labels['app.kubernetes.io/part-of']!;
}

/** Topics and systems outside share one kind, and may share a name. */
function resourceName({ kind, name }: TopicNode | ExternalNode): string {
  return entityName(`${kind}.${name}`);
}

function apiName({ name }: ServiceNode, port: ResolvedPort): string {
  return entityName(`${name}.${port.name}`);
}

/** Backstage's names are as long as labels, and made of the same signs. */
function entityName(text: string): string {
  return text.length > 63 ? `${toLabelValue(text.slice(0, 52))}-${contentHash({ text })}` : toLabelValue(text);
}

function sorted<Node extends { readonly name: string }>(nodes: readonly Node[]): readonly Node[] {
  return [...nodes].sort((a, b) => (a.name < b.name ? -1 : 1));
}
