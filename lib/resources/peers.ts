import type { INetworkPolicyEgressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule';
import type { INetworkPolicyPeer } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer';
import type { INetworkPolicyPort } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPort';
import type { ResolvedEnvironment } from '../model/environment';
import type { PodPeer } from '../model/peer';
import { type ResolvedPort, transport } from '../model/ports';

/** Pods of another namespace. */
export function podPeer({ namespace, podLabels }: PodPeer): INetworkPolicyPeer {
  return {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    ...(podLabels && { podSelector: { matchLabels: { ...podLabels } } }),
  };
}

/** A policy is applied behind the Service, so the port is the container's. */
export function policyPort(port: ResolvedPort): INetworkPolicyPort {
  return { port: port.containerPort, protocol: transport(port) };
}

export function dnsEgress(environment: ResolvedEnvironment): INetworkPolicyEgressRule {
  return {
    to: [podPeer(environment.dns)],
    ports: [
      { port: 53, protocol: 'UDP' },
      { port: 53, protocol: 'TCP' },
    ],
  };
}
