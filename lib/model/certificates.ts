import type { ServiceGraph, ServiceNode } from './graph';
import type { Issues } from './issue';
import { METRICS_PORT, type ResolvedPort } from './ports';
import type { Tls } from './routing';

/** Who signs the certificates that services show each other, and how callers know the signer. */
export interface CertificatesOptions {
  /** A cert-manager issuer: `{ clusterIssuer: 'internal' }` or `{ issuer: 'internal' }`. */
  readonly issuer: Exclude<Tls, 'none'>;
  /** The ConfigMap in the environment's namespace that holds the signer's own certificate, as trust-manager keeps one. */
  readonly authority: {
    readonly configMap: string;
    /** @default 'ca.crt' */
    readonly key?: string;
  };
}

/** Where a service finds `tls.crt` and `tls.key` of its own. */
export const TLS_PATH = '/etc/tls';
/** Where a caller finds `ca.crt`, which its upstreams' certificates are signed by. */
export const AUTHORITY_PATH = '/etc/authority';

/** The Certificate of a service, and the Secret that cert-manager keeps it in. */
export function certificateName(service: string): string {
  return `${service}-tls`;
}

/** Whether it shows a certificate on any of its ports. */
export function servesTls(ports: readonly ResolvedPort[]): boolean {
  return ports.some(({ tls }) => tls);
}

/** Whether it calls anybody who shows one. */
export function callsTls({ path }: ServiceNode, graph: ServiceGraph): boolean {
  return graph.callsFrom(path).some(({ port }) => port.tls);
}

/** Every name that a caller in the cluster may reach the service by. */
export function dnsNames(service: string, namespace: string): readonly string[] {
  return [
    service,
    `${service}.${namespace}`,
    `${service}.${namespace}.svc`,
    `${service}.${namespace}.svc.cluster.local`,
  ];
}

interface TlsContext {
  readonly certificates: CertificatesOptions | undefined;
  /** Ports that the platform calls, by what calls them: it knows no certificates of services. */
  readonly platform: Readonly<Record<string, ResolvedPort | undefined>>;
}

export function checkTls(ports: readonly ResolvedPort[], { certificates, platform }: TlsContext, issues: Issues): void {
  if (!servesTls(ports)) return;
  if (certificates === undefined) {
    const names = ports.filter(({ tls }) => tls).map(({ name }) => `'${name}'`);
    issues.error(
      'no-certificates',
      `port ${names.join(', ')} speaks TLS, and nobody signs certificates here: give the environment certificates: { issuer, authority }`,
    );
  }
  for (const [caller, port] of Object.entries(platform)) {
    if (!port?.tls) continue;
    const fix = port.name === METRICS_PORT ? 'leave tls out' : 'give the service a port without tls for it';
    issues.error(
      'platform-tls',
      `${caller} calls port '${port.name}', which speaks TLS, and does not know the signer: ${fix}`,
    );
  }
}
