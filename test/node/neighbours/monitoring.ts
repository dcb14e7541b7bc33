import { environments } from '../../../examples/shop/environments';
import { apply } from '../../cluster/kubectl';
import { type Manifest, record } from '../../support/manifest';
import { provideDebianImage } from './harness/debian';
import { defineFromModule } from './harness/definitions';
import { fetchInNode } from './harness/http';
import { administrator, namespaceOf, service, serviceAddress, untilRolledOut, workload } from './harness/objects';
import { provideGoImage } from './harness/tools';

const { namespace: NAMESPACE, podLabels: PROMETHEUS_LABELS, selectorLabels: SELECTED } = environments.dev.monitoring;
const OPERATOR = 'prometheus-operator';
const EXPORTER = 'node-exporter';
const MODULE = 'github.com/prometheus-operator/prometheus-operator';
/** Kinds that the operator acts on, and whose absence it would complain of. */
const KINDS = [
  'alertmanagerconfigs',
  'alertmanagers',
  'podmonitors',
  'probes',
  'prometheuses',
  'prometheusrules',
  'scrapeconfigs',
  'servicemonitors',
];
/** What the operator writes configurations for: of the Go module v0.316.0, and of Debian's package. */
const VERSIONS = { prometheus: 'v3.16.0', alertmanager: 'v0.25.0' };
/** Debian's Alertmanager reads what others have built in. */
const TEMPLATES = '/usr/share/prometheus/alertmanager';
const USER = 65532;

/** Starts the operator of Prometheus, what it runs for the example, and an exporter of the node's own figures. */
export async function startMonitoring(): Promise<void> {
  const images = await provideImages();
  await defineFromModule(
    OPERATOR,
    MODULE,
    KINDS.map((kind) => `example/prometheus-operator-crd/monitoring.coreos.com_${kind}.yaml`),
  );
  apply([
    namespaceOf(NAMESPACE),
    ...administrator(NAMESPACE, OPERATOR),
    ...administrator(NAMESPACE, 'prometheus'),
    operator(images.operator),
    ...exporter(images.exporter),
    prometheus(images.prometheus),
    alertmanager(images.alertmanager),
    service({ namespace: NAMESPACE, name: 'prometheus', selector: PROMETHEUS_LABELS, ports: { web: 9090 } }),
    service({
      namespace: NAMESPACE,
      name: 'alertmanager',
      selector: { 'app.kubernetes.io/name': 'alertmanager' },
      ports: { web: 9093 },
    }),
  ]);
  untilRolledOut(NAMESPACE, `deployment/${OPERATOR}`);
  untilRolledOut(NAMESPACE, `daemonset/${EXPORTER}`);
  for (const name of ['prometheus-shop', 'alertmanager-shop']) untilRolledOut(NAMESPACE, `statefulset/${name}`);
}

/** The `data` of what Prometheus answers at a path, like `/api/v1/query?query=up`. */
export function askPrometheus(path: string): unknown {
  const { status, body } = fetchInNode(`http://${serviceAddress(NAMESPACE, 'prometheus')}:9090${path}`);
  if (status !== 200) throw new Error(`Prometheus answers ${path} with ${status}: ${body}`);
  return record(JSON.parse(body)).data;
}

/** What Alertmanager answers at a path, like `/api/v2/alerts`. */
export function askAlertmanager(path: string): unknown {
  return JSON.parse(fetchInNode(`http://${serviceAddress(NAMESPACE, 'alertmanager')}:9093${path}`).body);
}

async function provideImages(): Promise<
  Readonly<Record<'operator' | 'prometheus' | 'alertmanager' | 'exporter', string>>
> {
  return {
    operator: await provideGoImage({
      tool: OPERATOR,
      packages: [`${MODULE}/cmd/operator`, `${MODULE}/cmd/prometheus-config-reloader`],
      content: { entrypoint: ['/bin/operator'] },
    }),
    // Debian's knows nothing of Kubernetes; its own knows of all clouds, unless it is told not to.
    prometheus: await provideGoImage({
      tool: 'prometheus',
      packages: ['github.com/prometheus/prometheus/cmd/prometheus'],
      tags: ['remove_all_sd', 'enable_kubernetes_sd'],
    }),
    alertmanager: await provideDebianImage({
      name: 'prometheus-alertmanager',
      files: { '/bin/alertmanager': '/usr/bin/prometheus-alertmanager', [TEMPLATES]: TEMPLATES },
    }),
    exporter: await provideDebianImage({
      name: 'prometheus-node-exporter',
      files: { '/bin/node_exporter': '/usr/bin/prometheus-node-exporter' },
    }),
  };
}

function operator(image: string): Manifest {
  const none = ['cpu-request', 'cpu-limit', 'memory-request', 'memory-limit'].map(
    (what) => `--config-reloader-${what}=0`,
  );
  return workload({
    kind: 'Deployment',
    namespace: NAMESPACE,
    name: OPERATOR,
    labels: { app: OPERATOR },
    pod: {
      serviceAccountName: OPERATOR,
      containers: [{ name: OPERATOR, image, args: [`--prometheus-config-reloader=${image}`, ...none] }],
    },
  });
}

function prometheus(image: string): Manifest {
  const selector = { matchLabels: SELECTED };
  return custom('Prometheus', {
    image,
    version: VERSIONS.prometheus,
    replicas: 1,
    serviceAccountName: 'prometheus',
    securityContext: { runAsUser: USER, runAsNonRoot: true, fsGroup: USER },
    scrapeInterval: '15s',
    evaluationInterval: '15s',
    // For what the collector counts.
    enableOTLPReceiver: true,
    serviceMonitorSelector: selector,
    serviceMonitorNamespaceSelector: {},
    podMonitorSelector: selector,
    podMonitorNamespaceSelector: {},
    ruleSelector: selector,
    ruleNamespaceSelector: {},
    alerting: { alertmanagers: [{ namespace: NAMESPACE, name: 'alertmanager', port: 'web' }] },
  });
}

function alertmanager(image: string): Manifest {
  return custom('Alertmanager', {
    image,
    version: VERSIONS.alertmanager,
    replicas: 1,
    securityContext: { runAsUser: USER, runAsNonRoot: true, fsGroup: USER },
    // Anybody's AlertmanagerConfig is for the alerts of all namespaces.
    alertmanagerConfigSelector: {},
    alertmanagerConfigNamespaceSelector: {},
    alertmanagerConfigMatcherStrategy: { type: 'None' },
  });
}

function custom(kind: string, spec: Manifest): Manifest {
  return { apiVersion: 'monitoring.coreos.com/v1', kind, metadata: { namespace: NAMESPACE, name: 'shop' }, spec };
}

/** On the node's own address, as it shows the node's figures, and scraped by the same selector as all others. */
function exporter(image: string): readonly Manifest[] {
  const labels = { 'app.kubernetes.io/name': EXPORTER };
  const ports = [{ name: 'metrics', containerPort: 9100 }];
  const pod = { hostNetwork: true, hostPID: true, containers: [{ name: EXPORTER, image, ports }] };
  return [
    workload({ kind: 'DaemonSet', namespace: NAMESPACE, name: EXPORTER, labels, pod }),
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata: { namespace: NAMESPACE, name: EXPORTER, labels: SELECTED },
      spec: { selector: { matchLabels: labels }, podMetricsEndpoints: [{ port: 'metrics' }] },
    },
  ];
}
