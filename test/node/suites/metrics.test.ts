import { apply, deleteNamespaces, kubectl } from '../../cluster/kubectl';
import { BUSYBOX, startMetrics } from '../node';
import { podSpec, probe, restrictedNamespaces } from '../pods';

const NAMESPACE = 'metrics-test';
const metadata = { namespace: NAMESPACE, name: 'busy' };
const labels = { app: 'busy' };

beforeAll(async () => {
  await startMetrics();
  restrictedNamespaces([NAMESPACE]);
}, 1_200_000);

afterAll(() => deleteNamespaces([NAMESPACE]));

test('a Deployment that is busy gets the pods that its autoscaler allows', () => {
  const loop = {
    image: BUSYBOX,
    command: ['sh', '-c', 'while :; do :; done'],
    resources: { requests: { cpu: '50m' }, limits: { cpu: '100m' } },
  };
  const spec = {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: podSpec([probe('busy', [], loop)]) },
  };
  const scaler = {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'busy' },
    minReplicas: 1,
    maxReplicas: 2,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
  };
  apply([
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec },
    { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata, spec: scaler },
  ]);
  const ready = '--for=jsonpath={.status.readyReplicas}=2';
  kubectl('wait', ready, 'deployment/busy', '--namespace', NAMESPACE, '--timeout=180s');
  expect(kubectl('top', 'pod', '--namespace', NAMESPACE)).toMatch(/^busy-\S+\s+\d+m\s/m);
});
