import { environments } from '../../../examples/shop/environments';
import { apply } from '../../cluster/kubectl';
import type { Manifest } from '../../support/manifest';
import { administrator, namespaceOf, service, serviceAddress, untilRolledOut, workload } from './harness/objects';
import { provideGoImage } from './harness/tools';

const NAME = 'ingress-stand-in';
const SERVICE = 'ingress-nginx-controller';
const { controller, ingressClassName } = environments.dev.routing;
const { namespace: NAMESPACE, podLabels: LABELS } = controller;
const PORTS = { http: 80, https: 443 };

/** Starts Debian's nginx, configured by what stands for an ingress controller: see `tools/ingress-stand-in`. */
export async function startIngress(): Promise<void> {
  const image = await provideGoImage({
    tool: NAME,
    debian: { name: 'nginx', files: { '/usr/sbin/nginx': '/usr/sbin/nginx' } },
  });
  apply([
    namespaceOf(NAMESPACE),
    ...administrator(NAMESPACE, NAME),
    service({ namespace: NAMESPACE, name: SERVICE, selector: LABELS, ports: PORTS }),
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name: ingressClassName },
      spec: { controller: `fairway.test/${NAME}` },
    },
  ]);
  apply([workload({ kind: 'Deployment', namespace: NAMESPACE, name: NAME, labels: LABELS, pod: pod(image) })]);
  untilRolledOut(NAMESPACE, `deployment/${NAME}`);
}

/** Where the node reaches the controller. */
export function ingressAddress(): string {
  return serviceAddress(NAMESPACE, SERVICE);
}

function pod(image: string): Manifest {
  return {
    serviceAccountName: NAME,
    securityContext: { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '80' }] },
    containers: [
      {
        name: 'nginx',
        image,
        args: [`--class=${ingressClassName}`, `--address=${ingressAddress()}`],
        readinessProbe: { tcpSocket: { port: PORTS.http }, periodSeconds: 1 },
      },
    ],
  };
}
