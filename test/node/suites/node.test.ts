import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { apply, deleteNamespaces, kubectl, objects } from '../../cluster/kubectl';
import { type Manifest, record, records, text } from '../../support/manifest';
import { BUSYBOX, buildImage, inNode, NODE_ADDRESS, publishImage } from '../node';
import { eventually, inPod, logs, pod, podSpec, probe, restrictedNamespaces, untilPhase, untilReady } from '../pods';

const NAMESPACE = 'node-test';
const NODE_PORT = 30_080;
const labels = { app: 'server' };
const metadata = (name: string): Manifest => ({ namespace: NAMESPACE, name });

const server: Manifest = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: metadata('server'),
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: podSpec([
        probe('probe', ['serve', '8080'], {
          readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 },
        }),
      ]),
    },
  },
};
const service: Manifest = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: metadata('server'),
  spec: { type: 'NodePort', selector: labels, ports: [{ port: 80, targetPort: 8080, nodePort: NODE_PORT }] },
};
const settings = (level: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: metadata('settings'),
  data: { level },
});
const client = pod(
  NAMESPACE,
  'client',
  podSpec([probe('probe', ['wait'], { volumeMounts: [{ name: 'settings', mountPath: '/settings' }] })], {
    volumes: [{ name: 'settings', configMap: { name: 'settings' } }],
  }),
);
const CLIENT = `${NAMESPACE}/client`;

/** What the node's network gets from an address. */
function fetchInNode(url: string): string {
  const program = `fetch('${url}').then((answer) => answer.text()).then((body) => process.stdout.write(body))`;
  return inNode(process.execPath, ['--eval', program]).stdout.trim();
}

function serverNames(): readonly string[] {
  return objects('pod', '--namespace', NAMESPACE, '--selector', 'app=server').map((found) =>
    text(record(found.metadata).name),
  );
}

beforeAll(() => {
  restrictedNamespaces([NAMESPACE]);
  apply([server, service, settings('info'), client]);
  kubectl('rollout', 'status', 'deployment/server', '--namespace', NAMESPACE, '--timeout=120s');
  untilReady(NAMESPACE);
});

afterAll(() => deleteNamespaces([NAMESPACE]));

test('the node is ready', () => {
  const [node] = objects('node');
  expect(records(record(node?.status).conditions)).toContainEqual(
    expect.objectContaining({ type: 'Ready', status: 'True' }),
  );
});

test('a restricted pod runs with what it asks for: no capabilities, no new privileges, filtered system calls', () => {
  const status = inPod(CLIENT, 'cat', '/proc/self/status');
  expect(status).toMatch(/^CapEff:\s+0000000000000000$/m);
  expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
  expect(status).toMatch(/^Seccomp:\s+2$/m);
  expect(status).toMatch(/^Uid:\s+65532\b/m);
});

test('a pod finds Services by name, as far as the cluster has them', () => {
  const [{ spec } = {}] = objects('service', 'server', '--namespace', NAMESPACE);
  const { clusterIP } = record(spec);
  expect(inPod(CLIENT, 'lookup', 'server')).toBe(clusterIP);
  expect(inPod(CLIENT, 'lookup', `server.${NAMESPACE}.svc.cluster.local`)).toBe(clusterIP);
  expect(inPod(CLIENT, 'connect', 'nobody:80')).toBe('unknown');
});

test('a Service reaches all its pods, by its address and by the port of the node', () => {
  const names = serverNames();
  const seen = new Set(Array.from({ length: 24 }, () => inPod(CLIENT, 'get', 'http://server/')));
  expect([...seen].sort()).toEqual([...names].sort());
  expect(names).toContain(fetchInNode(`http://${NODE_ADDRESS}:${NODE_PORT}/`));
  const [{ spec } = {}] = objects('service', 'server', '--namespace', NAMESPACE);
  expect(names).toContain(fetchInNode(`http://${record(spec).clusterIP}/`));
});

test('a pod reaches itself through its Service', async () => {
  const [name] = serverNames();
  const seen = (): string => inPod(`${NAMESPACE}/${name}`, 'get', 'http://server/');
  expect(await eventually(name, seen)).toBe(name);
});

test('what is outside of the cluster answers that nobody listens', () => {
  expect(inPod(CLIENT, 'connect', '203.0.113.7:443')).toBe('refused');
});

test('a sidecar runs before its pod, and ends after it', () => {
  const sidecar = probe('sidecar', ['serve', '9000'], {
    restartPolicy: 'Always',
    startupProbe: { httpGet: { path: '/', port: 9000 }, periodSeconds: 1 },
  });
  const main = probe('main', ['get', 'http://127.0.0.1:9000/']);
  const template = { spec: podSpec([main], { initContainers: [sidecar], restartPolicy: 'Never' }) };
  apply([{ apiVersion: 'batch/v1', kind: 'Job', metadata: metadata('job'), spec: { backoffLimit: 0, template } }]);
  kubectl('wait', '--for=condition=Complete', 'job/job', '--namespace', NAMESPACE, '--timeout=60s');
  expect(logs(NAMESPACE, 'job/job', '--container=main')).toMatch(/^job-/);
  expect(logs(NAMESPACE, 'job/job', '--container=sidecar')).toContain('ended by signal');
});

test('a changed ConfigMap reaches the file in a running pod', async () => {
  const read = (): string => inPod(CLIENT, 'cat', '/settings/level');
  expect(read()).toBe('info');
  apply([settings('debug')]);
  expect(await eventually('debug', read)).toBe('debug');
});

test('what a pod says is read from outside, and its ports are reached', async () => {
  const [name] = serverNames();
  expect(logs(NAMESPACE, `pod/${name}`)).toBe('serving on 8080');
  const forward = spawn('kubectl', ['port-forward', '--namespace', NAMESPACE, `pod/${name}`, ':8080']);
  try {
    const line = await new Promise<string>((resolve) => {
      createInterface(forward.stdout).once('line', resolve);
    });
    const port = /127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    expect((await answer.text()).trim()).toBe(name);
  } finally {
    forward.kill();
  }
});

test('an image is pulled under the name that it was published by, and one that was not published is not', async () => {
  const image = 'registry.example.com/team/shell:1.0.0';
  const program = process.execPath;
  const tarball = buildImage({ name: image, files: { '/node': program }, entrypoint: ['/node'], user: '1000' });
  expect(publishImage(tarball, image)).toMatch(/^sha256:[0-9a-f]{64}$/);
  const always = { image, imagePullPolicy: 'Always', args: ['--print', '6 * 7'] };
  const shell = { image: BUSYBOX, args: ['-c', 'echo $(expr 6 \\* 7)'] };
  const absent = { image: 'registry.example.com/team/absent:1.0.0' };
  apply([
    pod(NAMESPACE, 'image', podSpec([probe('program', [], always)], { restartPolicy: 'Never' })),
    pod(NAMESPACE, 'shell', podSpec([probe('shell', [], shell)], { restartPolicy: 'Never' })),
    pod(NAMESPACE, 'absent', podSpec([probe('absent', [], absent)])),
  ]);
  for (const name of ['image', 'shell']) {
    untilPhase(NAMESPACE, name, 'Succeeded');
    expect(logs(NAMESPACE, `pod/${name}`)).toBe('42');
  }
  const waiting = '{.status.containerStatuses[0].state.waiting.reason}';
  const reason = (): string =>
    kubectl('get', 'pod', 'absent', '--namespace', NAMESPACE, '--output', `jsonpath=${waiting}`);
  expect(await eventually('ImagePullBackOff', reason)).toBe('ImagePullBackOff');
});
