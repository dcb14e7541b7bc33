import type { Environment, EnvironmentProps } from 'cdk8s-fairway';
import { External, KafkaTopic } from 'cdk8s-fairway';
import { systemMap } from '../../lib/map/system-map';
import type { MapEdge, MapNode, SystemMap } from '../../lib/map/types';
import { environment, microservice, platform } from '../support/testing';

export function mapOf({ resolved, graph }: Environment): SystemMap {
  return systemMap(resolved, graph);
}

/** A system with an edge of every kind. */
export function everything(props: Partial<EnvironmentProps> = {}): Environment {
  const dev = environment({ ...platform, ...props });
  const events = new KafkaTopic(dev, 'order-events', { partitions: 12 });
  const bank = new External(dev, 'bank', { host: 'api.bank.example', cidrs: ['203.0.113.0/24'] });
  const users = microservice(dev, 'users', { ports: { grpc: 9090 }, owner: 'team-identity' });
  microservice(dev, 'orders', {
    ports: { http: 8080, metrics: 9100 },
    upstreams: [{ service: users, retries: 2, optional: true }, bank],
    produces: [events],
    ingress: { path: '/orders' },
    consul: true,
  });
  microservice(dev, 'mailer', { ports: { metrics: 9100 }, consumes: [events] });
  return dev;
}

export function nodeOf(map: SystemMap, id: string): MapNode {
  const found = map.nodes.find((node) => node.id === id);
  if (found === undefined) throw new Error(`no node '${id}': there are ${map.nodes.map((node) => node.id).join(', ')}`);
  return found;
}

export function edgeOf(map: SystemMap, id: string): MapEdge {
  const found = map.edges.find((edge) => edge.id === id);
  if (found === undefined) throw new Error(`no edge '${id}': there are ${map.edges.map((edge) => edge.id).join(', ')}`);
  return found;
}

/** A map by hand, where only names matter: services, and who calls whom. */
export function namedMap(
  environmentName: string,
  names: readonly string[],
  calls: readonly (readonly [from: string, to: string])[] = [],
): SystemMap {
  const id = (name: string): string => `service:${name}`;
  return {
    environment: environmentName,
    tier: 'dev',
    facts: {},
    nodes: names.map((name) => ({ id: id(name), kind: 'service', name, facts: { pods: '1' } })),
    edges: calls.map(([from, to]) => {
      const gives = [`NetworkPolicy ${from}: out to ${to}, TCP 80`];
      return {
        id: `calls ${id(from)} ${id(to)} http`,
        kind: 'calls',
        from: id(from),
        to: id(to),
        label: 'http 80',
        facts: {},
        gives,
      };
    }),
  };
}
