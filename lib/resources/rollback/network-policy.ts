import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { INetworkPolicyEgressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule';
import type { INetworkPolicyIngressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyIngressRule';
import type { ResolvedEnvironment } from '../../model/environment';
import type { ResolvedRollback, RollbackPart } from '../../model/rollback';
import type { Blueprint } from '../blueprint';
import { environmentLabels } from '../environment';
import { dnsEgress, podPeer } from '../peers';
import { WEBHOOK_PORT } from './event-source';
import { partName, partSelector } from './pod';

/** Alertmanager to the event source, this to the bus, the bus to the sensor, and the Job to what it changes. */
export function networkPolicies(
  environment: ResolvedEnvironment,
  rollback: ResolvedRollback,
): readonly Blueprint<INetworkPolicy>[] {
  const { eventBus, apiServer, alertmanager, git } = rollback;
  const bus: INetworkPolicyEgressRule = { to: [podPeer(eventBus)], ports: [tcp(eventBus.port)] };
  const api: INetworkPolicyEgressRule = { to: networks(apiServer.cidrs), ports: apiServer.ports.map(tcp) };
  const alerts: INetworkPolicyIngressRule = { from: [podPeer(alertmanager)], ports: [tcp(WEBHOOK_PORT)] };
  const host = git && { to: networks(git.cidrs), ports: [tcp(git.port)] };
  return [
    policy(environment, 'eventsource', { ingress: [alerts], egress: [bus] }),
    policy(environment, 'sensor', { ingress: [], egress: [bus, api] }),
    policy(environment, 'job', { ingress: [], egress: [host ?? api] }),
  ];
}

interface Open {
  readonly ingress: INetworkPolicyIngressRule[];
  readonly egress: readonly INetworkPolicyEgressRule[];
}

function policy(
  environment: ResolvedEnvironment,
  part: RollbackPart,
  { ingress, egress }: Open,
): Blueprint<INetworkPolicy> {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    name: partName(part),
    namespace: environment.namespace,
    labels: environmentLabels(environment),
    body: () => ({
      spec: {
        podSelector: { matchLabels: { ...partSelector(part) } },
        policyTypes: ['Ingress', 'Egress'],
        ingress,
        egress: [dnsEgress(environment), ...egress],
      },
    }),
  };
}

function tcp(port: number): { port: number; protocol: 'TCP' } {
  return { port, protocol: 'TCP' };
}

function networks(cidrs: readonly string[]): NonNullable<INetworkPolicyEgressRule['to']> {
  return cidrs.map((cidr) => ({ ipBlock: { cidr } }));
}
