import { environments } from '../../../examples/shop/environments';
import { apply } from '../../cluster/kubectl';
import { NODE_ADDRESS } from '../node';
import { fetchInNode } from './harness/http';
import { namespaceOf, untilRolledOut, workload } from './harness/objects';
import { provideGoImage } from './harness/tools';

const NAME = 'consul';
const { namespace: NAMESPACE, podLabels: LABELS } = environments.dev.consul.agents;
/** As the library's registering sidecar wants it: with a shell and its programs. */
const REFERENCE = 'hashicorp/consul:1.21.0';

/** Publishes the image of Consul under the name that the library's sidecars have. */
export async function provideConsulImage(): Promise<string> {
  return provideGoImage({
    tool: NAME,
    reference: REFERENCE,
    packages: ['github.com/hashicorp/consul'],
    shell: true,
  });
}

/** Starts an agent on the node, under the node's own address, that is a server too. */
export async function startConsul(): Promise<void> {
  const image = await provideConsulImage();
  const bind = [`-bind=${NODE_ADDRESS}`, `-client=${NODE_ADDRESS} 127.0.0.1`];
  apply([
    namespaceOf(NAMESPACE),
    workload({
      kind: 'DaemonSet',
      namespace: NAMESPACE,
      name: NAME,
      labels: LABELS,
      pod: {
        hostNetwork: true,
        containers: [
          {
            name: NAME,
            image,
            args: ['agent', '-server', '-bootstrap-expect=1', '-data-dir=/data', '-node=node', ...bind],
            readinessProbe: {
              httpGet: { path: '/v1/status/leader', port: 8500, host: NODE_ADDRESS },
              periodSeconds: 1,
            },
            volumeMounts: [{ name: 'data', mountPath: '/data' }],
          },
        ],
        volumes: [{ name: 'data', emptyDir: {} }],
      },
    }),
  ]);
  untilRolledOut(NAMESPACE, `daemonset/${NAME}`);
}

/** What Consul answers at a path, like `/v1/health/service/orders?passing`. */
export function askConsul(path: string): unknown {
  return JSON.parse(fetchInNode(`http://${NODE_ADDRESS}:8500${path}`).body);
}
