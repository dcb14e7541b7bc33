import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { environments } from '../contenders/environments';
import type { HeldFile, HeldObject } from '../contenders/held';
import { plan, type ServicePlan } from '../contenders/plan';

const CHART = join(__dirname, '..', 'contenders', 'chart');

interface Quota extends HeldObject {
  readonly spec: { readonly hard: Readonly<Record<string, string>> };
}

/** Writes the Helm chart with its values: the services for all environments, and what differs in each. */
export function writeChart(folder: string, services: number, held: readonly HeldFile[]): void {
  mkdirSync(folder, { recursive: true });
  cpSync(CHART, folder, { recursive: true });
  writeFileSync(join(folder, 'values.yaml'), stringify(commonValues(plan(services))));
  for (const name of Object.keys(environments) as (keyof typeof environments)[]) {
    writeFileSync(join(folder, `values-${name}.yaml`), stringify(environmentValues(name, held)));
  }
}

function commonValues(services: readonly ServicePlan[]): object {
  const { owner, monitoring } = environments.dev;
  const reference = ({ name, grpc }: ServicePlan): object => ({ name, grpc });
  const callers = services.map((): object[] => []);
  for (const service of services) for (const callee of service.calls) callers[callee]!.push(reference(service));
  return {
    owner,
    monitoring: { namespace: monitoring.namespace, podLabels: monitoring.podLabels },
    dns: { namespace: 'kube-system', podLabels: { 'k8s-app': 'kube-dns' } },
    resources: {
      limits: { cpu: '400m', 'ephemeral-storage': '256Mi', memory: '128Mi' },
      requests: { cpu: '100m', 'ephemeral-storage': '256Mi', memory: '128Mi' },
    },
    services: services.map((service, index) => ({
      ...service,
      calls: undefined,
      upstreams: service.calls.map((callee) => reference(services[callee]!)),
      callers: callers[index],
    })),
  };
}

function environmentValues(name: keyof typeof environments, held: readonly HeldFile[]): object {
  const { tier, version, domain, routing, replicas, spread, topicDurability } = environments[name];
  const objects = held.find(({ path }) => path.startsWith(`${name}/00-`))!.documents;
  const quota = objects.find(({ kind }) => kind === 'ResourceQuota') as Quota;
  return {
    environment: name,
    tier,
    version,
    host: domain,
    controller: routing.controller,
    gateway: routing.kind === 'gateway',
    ...(typeof replicas === 'number' ? { replicas } : { autoscaled: replicas }),
    spread,
    durability: topicDurability,
    quota: quota.spec.hard,
  };
}
