import type { NetworkPolicyPeerConfig, PodSelectorConfig, SubjectConfiguration } from 'cdk8s-plus-28';
import type { ResolvedMicroservice } from './model/microservice';

/**
 * What cdk8s-plus asks of a construct that stands in one of its policies or role bindings. It is loaded when it asks
 * and not before: it is by far the slowest of the packages to load.
 */
export function podSelectorConfig({ selector, namespace }: ResolvedMicroservice): PodSelectorConfig {
  const { LabelSelector } = require('cdk8s-plus-28') as typeof import('cdk8s-plus-28');
  return {
    labelSelector: LabelSelector.of({ labels: { ...selector } }),
    namespaces: { names: [namespace] },
  };
}

export function networkPolicyPeerConfig(service: ResolvedMicroservice): NetworkPolicyPeerConfig {
  return { podSelector: podSelectorConfig(service) };
}

/** Rights are given to the service's own ServiceAccount. */
export function subjectConfiguration({ name, namespace }: ResolvedMicroservice): SubjectConfiguration {
  return { kind: 'ServiceAccount', name, namespace };
}
