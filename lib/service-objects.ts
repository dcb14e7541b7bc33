import { servesTls } from './model/certificates';
import { routeKind } from './model/ingress';
import { measuredProtocols } from './model/slo';
import type { ServiceView } from './model/view';
import { analysisTemplate } from './resources/analysis-template';
import { authorizationPolicy } from './resources/authorization-policy';
import type { Blueprint } from './resources/blueprint';
import { serviceCertificate } from './resources/certificate';
import { configMap } from './resources/config-map';
import { deployment } from './resources/deployment';
import { externalSecret } from './resources/external-secret';
import { horizontalPodAutoscaler } from './resources/horizontal-pod-autoscaler';
import { ingress } from './resources/ingress';
import { podMonitor, serviceMonitor } from './resources/monitor';
import { networkPolicy } from './resources/network-policy';
import { podDisruptionBudget } from './resources/pod-disruption-budget';
import { prometheusRule } from './resources/prometheus-rule';
import { rollout } from './resources/rollout';
import { grpcRoute, httpRoute } from './resources/route';
import { secret } from './resources/secret';
import { service, versionServices } from './resources/service';
import { serviceAccount } from './resources/service-account';
import { serviceIntentions } from './resources/service-intentions';

/** Which objects a service has: the table of contents of a microservice. */
export function objectsOf(view: ServiceView): readonly Blueprint[] {
  return [
    serviceAccount(view),
    ...configuration(view),
    deployment(view),
    ...release(view),
    ...(isServed(view) ? [service(view)] : []),
    networkPolicy(view),
    ...meshRules(view),
    ...entry(view),
    ...scaling(view),
    ...monitoring(view),
  ];
}

/** Whether anybody calls it; a service with a metrics port alone is a worker. */
function isServed({ node: { service: resolved } }: ServiceView): boolean {
  return resolved.servingPorts.length > 0;
}

function configuration(view: ServiceView): readonly Blueprint[] {
  const { config, secrets, ports } = view.node.service;
  const { secretStore, certificates } = view.environment;
  return [
    ...(config.entries.length > 0 ? [configMap(view)] : []),
    ...(secrets.literals.length > 0 ? [secret(view)] : []),
    ...(secrets.store.length > 0 && secretStore ? [externalSecret(view, secretStore)] : []),
    ...(servesTls(ports) && certificates ? [serviceCertificate(view, certificates.issuer)] : []),
  ];
}

function release(view: ServiceView): readonly Blueprint[] {
  const { canary } = view.node.service;
  if (!canary) return [];
  const services = canary.traffic ? versionServices(view, canary.traffic) : [];
  return [...services, analysisTemplate(view, canary), rollout(view, canary)];
}

function meshRules(view: ServiceView): readonly Blueprint[] {
  const { mesh } = view.environment;
  if (!mesh) return [];
  return [mesh.kind === 'istio' ? authorizationPolicy(view, mesh) : serviceIntentions(view)];
}

function entry(view: ServiceView): readonly Blueprint[] {
  const { ingress: resolved } = view.node.service;
  const { routing } = view.environment;
  if (!resolved || !routing) return [];
  if (routing.kind === 'ingress') return [ingress(view, resolved, routing)];
  return routeKind(resolved, routing) === 'GRPCRoute'
    ? [grpcRoute(view, resolved, routing)]
    : [httpRoute(view, resolved, routing)];
}

function scaling(view: ServiceView): readonly Blueprint[] {
  const { scaling: resolved } = view.node.service;
  return [
    ...(resolved.cpuPercent === undefined ? [] : [horizontalPodAutoscaler(view)]),
    ...(view.environment.disruptionBudget && resolved.min > 1 ? [podDisruptionBudget(view)] : []),
  ];
}

function monitoring(view: ServiceView): readonly Blueprint[] {
  const { metrics } = view.node.service;
  if (!metrics) return [];
  const isMeasured = measuredProtocols(view.node.service.servingPorts).length > 0;
  return [
    isServed(view) ? serviceMonitor(view, metrics) : podMonitor(view, metrics),
    ...(isMeasured ? [prometheusRule(view)] : []),
  ];
}
