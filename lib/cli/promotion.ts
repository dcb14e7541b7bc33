import type { Edge, ServiceGraph, ServiceNode } from '../model/graph';
import { parseImage } from '../model/image';
import { graphOf, type Side } from './side';

/** Something that stands between one environment and the next. */
export interface Finding {
  readonly rule: string;
  readonly message: string;
}

/** What would go wrong, or has not been tried, when what runs in one environment goes to the next. */
export function promotion(from: Side, to: Side): readonly Finding[] {
  const [source, target] = [graphOf(from), graphOf(to)];
  const pairs = source.services.flatMap((service) => {
    const other = target.service(service.name);
    return other ? [{ service, other }] : [];
  });
  return [
    ...onlyIn(source, target, `is in ${from.name} and not in ${to.name}`),
    ...onlyIn(target, source, `is in ${to.name} and not in ${from.name}`),
    ...pairs.flatMap(({ service, other }) => [
      ...missingKeys(service, other, to),
      ...imageFindings(service, other, from, to),
      ...lostPorts(service, other, from, to),
    ]),
    ...fewerPartitions(from, to),
  ];
}

function onlyIn(graph: ServiceGraph, other: ServiceGraph, where: string): readonly Finding[] {
  const names = (one: ServiceGraph): readonly string[] => [
    ...[...one.services, ...one.topics, ...one.externals].map(({ kind, name }) => `${kind} '${name}'`),
    ...one.edges.map(edgeName),
  ];
  const known = new Set(names(other));
  return [...new Set(names(graph))]
    .filter((name) => !known.has(name))
    .map((name) => ({ rule: 'same-graph', message: `${name} ${where}: declare it in both, or in neither` }));
}

function edgeName(edge: Edge): string {
  const port = edge.kind === 'calls' ? ` on '${edge.port.name}'` : '';
  return `'${edge.from.name}' ${edge.kind === 'external' ? 'calls' : edge.kind} '${edge.to.name}'${port}`;
}

function missingKeys({ name, service }: ServiceNode, other: ServiceNode, to: Side): readonly Finding[] {
  const { config, secrets } = other.service;
  const keys = new Set(config.entries.map(({ key }) => key));
  const names = new Set(secretNames(secrets));
  return [
    ...service.config.entries.flatMap(({ key, layer }) =>
      keys.has(key)
        ? []
        : [
            {
              rule: 'config-key',
              message: `'${name}' has no config '${key}' in ${to.name} (layer ${layer}): give it one there too`,
            },
          ],
    ),
    ...secretNames(service.secrets).flatMap((secret) =>
      names.has(secret)
        ? []
        : [{ rule: 'secret', message: `'${name}' has no secret '${secret}' in ${to.name}: give it one there too` }],
    ),
  ];
}

function secretNames({ store, existing, literals }: ServiceNode['service']['secrets']): readonly string[] {
  return [...store, ...existing, ...literals].map(({ name }) => name);
}

function imageFindings({ name, service }: ServiceNode, other: ServiceNode, from: Side, to: Side): readonly Finding[] {
  const [image, running] = [parseImage(service.image), parseImage(other.service.image)];
  if (!image || !running) return [];
  if (image.repository !== running.repository) {
    const message = `'${name}' runs ${image.repository} in ${from.name} and ${running.repository} in ${to.name}: what was tried is not what will run`;
    return [{ rule: 'same-image', message }];
  }
  if (image.digest !== undefined && image.digest === running.digest) return [];
  if (compareVersions(image.tag, running.tag) >= 0) return [];
  const message = `'${name}' is ${image.tag} in ${from.name}, older than ${running.tag} in ${to.name}: promoting it would go back`;
  return [{ rule: 'older-version', message }];
}

/** By their first three numbers; tags without them are not compared. */
function compareVersions(a = '', b = ''): number {
  const [left, right] = [a, b].map((tag) =>
    /(\d+)\.(\d+)(?:\.(\d+))?/
      .exec(tag)
      ?.slice(1)
      .map((part) => Number(part ?? 0)),
  );
  if (!left || !right) return 0;
  const index = left.findIndex((part, i) => part !== right[i]);
  return index < 0 ? 0 : left[index]! - right[index]!;
}

function lostPorts({ name, service }: ServiceNode, other: ServiceNode, from: Side, to: Side): readonly Finding[] {
  const kept = new Map(service.servingPorts.map((port) => [port.name, port]));
  return other.service.servingPorts.flatMap((port) => {
    const next = kept.get(port.name);
    const same = next?.protocol === port.protocol && next.servicePort === port.servicePort && next.tls === port.tls;
    if (same) return [];
    const calls = graphOf(to)
      .callsTo(other.path)
      .filter((call) => call.port.name === port.name);
    const callers = [...new Set(calls.map((call) => call.from.name))];
    const whom = callers.length > 0 ? `, which ${callers.join(', ')} call${callers.length === 1 ? 's' : ''},` : '';
    const message = `port '${port.name}' of '${name}' in ${to.name}${whom} is not there or another one in ${from.name}: let callers go over first`;
    return [{ rule: 'older-contract', message }];
  });
}

function fewerPartitions(from: Side, to: Side): readonly Finding[] {
  const next = new Map(graphOf(from).topics.map((node) => [node.name, node.topic.partitions]));
  return graphOf(to).topics.flatMap(({ name, topic: { partitions } }) =>
    (next.get(name) ?? partitions) >= partitions
      ? []
      : [
          {
            rule: 'older-contract',
            message: `topic '${name}' has ${partitions} partitions in ${to.name} and ${next.get(name)} in ${from.name}: Kafka never takes one away`,
          },
        ],
  );
}
