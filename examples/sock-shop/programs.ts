import { Duration } from 'cdk8s';
import type { ConfigValues, MicroserviceOptions, ProbeOptions, ResourceOptions } from 'cdk8s-fairway';

const JAVA_OPTS = '-Xms64m -Xmx128m -XX:+UseG1GC -Djava.security.egd=file:/dev/urandom -Dspring.zipkin.enabled=false';

/** An image that Weaveworks built for the shop. */
export function own(image: string): string {
  return `weaveworksdemos/${image}`;
}

/** The shop's window, in Node.js: the one program that people reach from outside. */
export function frontEnd(): MicroserviceOptions {
  return {
    image: own('front-end:0.3.12'),
    ports: { http: 8079 },
    config: { SESSION_REDIS: 'true' },
    resources: { cpu: '100m', cpuLimit: '300m', memory: '300Mi', memoryLimit: '1000Mi' },
    probes: slowStart('/'),
    metrics: { port: 'http' },
    ingress: {},
  };
}

/** catalogue, payment and user. */
export function goProgram(image: string, resources: ResourceOptions): MicroserviceOptions {
  return {
    image: own(image),
    ports: { http: 80 },
    resources,
    probes: slowStart('/health'),
    security: { bindPrivilegedPorts: true },
    metrics: { port: 'http' },
  };
}

/** carts, orders, shipping and queue-master. The original probes none of them. */
export function javaProgram(image: string, resources: ResourceOptions, config: ConfigValues = {}): MicroserviceOptions {
  return {
    image: own(image),
    ports: { http: 80 },
    config: { JAVA_OPTS, ...config },
    resources,
    probes: { readiness: { tcp: 'http' }, liveness: 'none' },
    security: { bindPrivilegedPorts: true, writablePaths: [{ path: '/tmp', medium: 'Memory' }] },
    metrics: { port: 'http' },
  };
}

/**
 * Five minutes to start and a question every three seconds, as in the original. Its health check asks the database
 * too: as liveness it would restart a sound program for its database's fault, so liveness asks for the metrics.
 */
function slowStart(path: string): ProbeOptions {
  const period = Duration.seconds(3);
  return {
    startup: { http: path, period, failureThreshold: 100 },
    readiness: { http: path, period },
    liveness: { http: '/metrics', period },
  };
}
