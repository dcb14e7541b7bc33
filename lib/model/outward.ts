import { resolveRegistration } from './consul';
import { imageVersion } from './image';
import { resolveIngress } from './ingress';
import type { Issues } from './issue';
import type { MicroserviceOptions, Place, ResolvedMicroservice } from './microservice';
import { resolveMetrics } from './monitoring';
import type { ResolvedPort } from './ports';
import { resolveSlo } from './slo';

type Inner = Pick<ResolvedMicroservice, 'servingPorts' | 'probes' | 'shutdown'> & {
  readonly podPorts: readonly ResolvedPort[];
};

export type Outward = Pick<ResolvedMicroservice, 'ingress' | 'metrics' | 'slo' | 'registration'>;

/** How a service is reached, watched and found from outside of it. */
export function resolveOutward(
  options: MicroserviceOptions,
  { id, environment }: Place,
  inner: Inner,
  issues: Issues,
): Outward {
  const { podPorts, servingPorts, probes, shutdown } = inner;
  const { routing, domain, monitoring, consul } = environment;
  const context = {
    ports: servingPorts,
    requestTimeoutSeconds: shutdown.requestTimeoutSeconds,
    ...(routing && { routing }),
    ...(domain && { domain }),
  };
  const ingress = options.ingress && resolveIngress(options.ingress, context, issues);
  const metrics = resolveMetrics(options.metrics, podPorts, monitoring !== undefined, issues);
  const slo =
    options.slo &&
    resolveSlo(options.slo, { ports: servingPorts, metrics, monitored: monitoring !== undefined }, issues);
  const tags = [environment.name, imageVersion(options.image)];
  const registration =
    options.consul &&
    resolveRegistration(
      options.consul === true ? {} : options.consul,
      { name: id, tags, ports: servingPorts, probes, consulAvailable: consul !== undefined },
      issues,
    );
  return {
    ...(ingress && { ingress }),
    ...(metrics && { metrics }),
    ...(slo && { slo }),
    ...(registration && { registration }),
  };
}

/** The ports that the platform calls, by who calls. */
export function platformPorts({
  ingress,
  registration,
  metrics,
}: Outward): Readonly<Record<string, ResolvedPort | undefined>> {
  return { 'the ingress': ingress?.port, "Consul's check": registration?.port, Prometheus: metrics?.port };
}
