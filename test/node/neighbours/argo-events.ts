import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { writeAuthority } from '../../cluster/harness/pki';
import { apply, objects } from '../../cluster/kubectl';
import { inFolder, run } from '../../cluster/run';
import { type Manifest, record, records, text } from '../../support/manifest';
import { defineFromModule } from './harness/definitions';
import { named, namespaceOf, operator, service, untilRolledOut, workload } from './harness/objects';
import { addShell, provideGoImage, provideImage } from './harness/tools';

const NAME = 'argo-events';
const MODULE = 'github.com/argoproj/argo-events';
const BUS = 'nats';
const PORT = 4222;
const LABELS = { 'app.kubernetes.io/name': BUS };
const USER = { username: 'argo-events', password: 'bus-password' };

/** What an environment says of the bus; the Secret is that of `rollbackSecret`. */
export const EVENT_BUS = {
  url: `nats://${BUS}.${BUS}.svc:${PORT}`,
  namespace: BUS,
  podLabels: LABELS,
  access: { secret: 'rollback', key: 'bus' },
} as const;

/** Starts the controller of Argo Events, and a NATS server with JetStream for it to send by. */
export async function startArgoEvents(): Promise<void> {
  const image = await provideGoImage({
    tool: NAME,
    packages: [`${MODULE}/cmd`, 'github.com/nats-io/nats-server/v2'],
    content: { entrypoint: ['/bin/cmd'] },
  });
  const plurals = ['eventbus', 'eventsources', 'sensors'];
  await defineFromModule(
    NAME,
    MODULE,
    plurals.map((plural) => `manifests/base/crds/argoproj.io_${plural}.yaml`),
  );
  apply([namespaceOf(BUS), ...controller(image)]);
  if (objects('secrets', '--namespace', BUS).length === 0) apply([busSecret()]);
  apply(bus(image));
  untilRolledOut(NAME, `deployment/${NAME}`);
  untilRolledOut(BUS, `deployment/${BUS}`);
}

/** An image with what the Job of an undo wants: a shell and kubectl. */
export function provideKubectlImage(): Promise<string> {
  const program = realpathSync(run('which', ['kubectl']).stdout.trim());
  return provideImage({
    name: 'kubectl',
    hash: createHash('sha256').update(readFileSync(program)).digest('hex').slice(0, 16),
    make: async (folder) => {
      const bin = join(folder, 'bin');
      mkdirSync(bin);
      addShell(bin);
      cpSync(program, join(bin, 'kubectl'));
      return { files: { '/bin': bin }, entrypoint: ['/bin/sh'], user: '65532' };
    },
  });
}

/** What the environment's own store of secrets would give: the token that Alertmanager shows, and the way into the bus. */
export function rollbackSecret(namespace: string, token: string): Manifest {
  const bus = `username: ${USER.username}\npassword: ${USER.password}\n`;
  return { apiVersion: 'v1', kind: 'Secret', metadata: named(namespace, 'rollback'), stringData: { token, bus } };
}

/** Where the API server of this node is, as NetworkPolicies see it. */
export function apiServer(): { readonly cidrs: readonly string[]; readonly port: number } {
  const [{ endpoints, ports } = {}] = objects('endpointslice', 'kubernetes', '--namespace', 'default');
  const [address] = record(records(endpoints)[0]).addresses as readonly string[];
  return { cidrs: [`${text(address)}/32`], port: Number(records(ports)[0]!.port) };
}

function controller(image: string): readonly Manifest[] {
  const versions = { jetstream: { versions: [{ version: 'none' }] }, nats: { versions: [{ version: 'none' }] } };
  const container = {
    image,
    args: ['controller', '--leader-election=false'],
    env: [{ name: 'ARGO_EVENTS_IMAGE', value: image }],
    readinessProbe: { httpGet: { path: '/readyz', port: 8081 }, periodSeconds: 1 },
    volumeMounts: [{ name: 'config', mountPath: '/etc/argo-events' }],
  };
  return [
    ...operator(NAME, container, [{ name: 'config', configMap: { name: NAME } }]),
    // A JSON text is a YAML text. The versions of servers that it could start itself must be there, and are not used.
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: named(NAME, NAME),
      data: { 'controller-config.yaml': JSON.stringify({ eventBus: versions }) },
    },
  ];
}

/** Argo Events speaks to it by TLS alone, and takes whatever certificate it shows. */
function busSecret(): Manifest {
  return inFolder((folder) => {
    writeAuthority(folder, BUS);
    const read = (type: string): string => readFileSync(join(folder, `${BUS}.${type}`), 'utf8');
    const config = [
      `listen: 0.0.0.0:${PORT}`,
      'jetstream { store_dir: /data }',
      `authorization { user: ${USER.username}, password: ${USER.password} }`,
      'tls { cert_file: /etc/nats/tls.crt, key_file: /etc/nats/tls.key }',
    ].join('\n');
    const stringData = { 'tls.crt': read('crt'), 'tls.key': read('key'), 'nats.conf': config };
    return { apiVersion: 'v1', kind: 'Secret', metadata: named(BUS, BUS), stringData };
  });
}

function bus(image: string): readonly Manifest[] {
  const pod = {
    containers: [
      {
        name: BUS,
        image,
        command: ['/bin/nats-server', '--config=/etc/nats/nats.conf'],
        readinessProbe: { tcpSocket: { port: PORT }, periodSeconds: 1 },
        volumeMounts: [
          { name: 'config', mountPath: '/etc/nats' },
          { name: 'data', mountPath: '/data' },
        ],
      },
    ],
    volumes: [
      { name: 'config', secret: { secretName: BUS } },
      { name: 'data', emptyDir: {} },
    ],
  };
  return [
    workload({ kind: 'Deployment', namespace: BUS, name: BUS, labels: LABELS, pod }),
    service({ namespace: BUS, name: BUS, selector: LABELS, ports: { client: PORT } }),
  ];
}
