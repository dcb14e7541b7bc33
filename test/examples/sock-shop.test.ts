import { App, Environment } from 'cdk8s-fairway';
import { environments } from '../../examples/sock-shop/environments';
import { SockShop } from '../../examples/sock-shop/sock-shop';
import { type Json, type Manifest, record, records, text } from '../support/manifest';
import { networkOf, type PodEndpoint, podsOf, reachablePairs } from '../support/reachability';
import { runExample } from './run-example';
import {
  type HandWrittenPolicy,
  handWrittenPolicies,
  rabbitmqExporter,
  type ServiceFacts,
  services,
  undeclaredPorts,
} from './sock-shop.facts';

const output = runExample('sock-shop');
const dev = output.objects('dev');
const staging = output.objects('staging');
const allNames = Object.keys(services).sort();
const each = test.each(Object.entries(services));
const having = (fact: keyof ServiceFacts): [string, ServiceFacts][] =>
  Object.entries(services).filter(([, facts]) => facts[fact] !== undefined);

const environment = new Environment(new App(), 'dev', environments.dev);
new SockShop(environment, 'sock-shop');
const { graph } = environment;
const calls = graph.services.flatMap(({ path }) => graph.callsFrom(path));

function idOf(manifest: Manifest): string {
  return text(record(manifest.metadata).name);
}

function namesOf(kind: string, manifests = dev): string[] {
  return manifests.flatMap((manifest) => (manifest.kind === kind ? [idOf(manifest)] : [])).sort();
}

function specOf(kind: string, name: string, manifests = dev): Json {
  return record(manifests.find((manifest) => manifest.kind === kind && idOf(manifest) === name)?.spec);
}

function podOf(name: string, manifests = dev): Json {
  return record(record(specOf('Deployment', name, manifests).template).spec);
}

function containerOf(name: string): Json {
  return records(podOf(name).containers)[0]!;
}

function containerPorts(container: Json): unknown[] {
  return records(container.ports).map(({ containerPort }) => containerPort);
}

/** What a container's variables are in ConfigMaps, or in Secrets. */
function variables(name: string, source: 'configMapRef' | 'secretRef'): Json {
  const names = records(containerOf(name).envFrom).map((from) => record(from[source]).name);
  const found = dev.filter((manifest) => names.includes(idOf(manifest)));
  return Object.assign({}, ...found.map(({ data, stringData }) => data ?? stringData));
}

describe('the sock shop in dev', () => {
  test('is fourteen Deployments and fourteen Services, and synth has nothing to say', () => {
    expect(namesOf('Deployment')).toEqual(allNames);
    expect(namesOf('Service')).toEqual(allNames);
    expect(output.report).toBe('');
  });

  each('%s runs one pod of the original image, with its command', (name, { image, command, args }) => {
    expect(specOf('Deployment', name).replicas).toBe(1);
    expect(containerOf(name)).toMatchObject({ image });
    expect([containerOf(name).command, containerOf(name).args]).toEqual([command, args]);
  });

  each('%s listens where it did, and is called where it was', (name, facts) => {
    const [own, ...others] = [containerOf(name), ...records(podOf(name).initContainers)];
    const undeclared = undeclaredPorts[name] ?? [];
    expect([...containerPorts(own!), ...undeclared].sort()).toEqual([...facts.containerPorts].sort());

    const named = [own!, ...others].flatMap((container) => records(container.ports));
    const numbers = new Map(named.map((port) => [port.name, port.containerPort]));
    const ports = records(specOf('Service', name).ports).map(
      ({ port, targetPort }) => `${port} -> ${numbers.get(targetPort)}`,
    );
    expect(ports).toEqual(facts.servicePorts);
  });

  each('%s has the same configuration and secrets', (name, { env = {}, secretEnv = {} }) => {
    expect(variables(name, 'configMapRef')).toEqual(env);
    expect(variables(name, 'secretRef')).toEqual(secretEnv);
  });

  test.each(having('requests'))('%s asks for the same resources', (name, { requests = [], limits = [] }) => {
    expect(containerOf(name).resources).toMatchObject({
      requests: { cpu: requests[0], memory: requests[1] },
      limits: { cpu: limits[0], memory: limits[1] },
    });
  });

  test.each(having('user'))('%s keeps its user', (name, { user }) => {
    expect(containerOf(name).securityContext).toMatchObject({ runAsUser: user, readOnlyRootFilesystem: true });
  });

  each('%s may listen under 1024 if it does, and may do nothing else', (name, { containerPorts: [port] }) => {
    const { capabilities } = record(containerOf(name).securityContext);
    const add = port! < 1024 ? { add: ['NET_BIND_SERVICE'] } : {};
    expect(capabilities).toEqual({ drop: ['ALL'], ...add });
  });

  test.each(having('memoryTmp'))('%s keeps its /tmp in memory', (name) => {
    const mount = records(containerOf(name).volumeMounts).find(({ mountPath }) => mountPath === '/tmp');
    const volume = records(podOf(name).volumes).find((candidate) => candidate.name === mount?.name);
    expect(volume?.emptyDir).toEqual({ medium: 'Memory' });
  });

  test.each(having('probe'))('%s is asked on its path, and has as long to start', (name, { probe }) => {
    const { startupProbe, readinessProbe } = containerOf(name);
    const { periodSeconds, failureThreshold } = record(startupProbe);
    expect(record(readinessProbe).httpGet).toMatchObject({ path: probe!.path });
    expect(Number(periodSeconds) * Number(failureThreshold)).toBe(probe!.startSeconds);
  });

  test('rabbitmq brings its exporter along, as a native sidecar', () => {
    const [exporter, ...others] = records(podOf('rabbitmq').initContainers);
    expect(others).toEqual([]);
    expect(exporter).toMatchObject({ image: rabbitmqExporter.image, restartPolicy: 'Always' });
    expect(containerPorts(exporter!)).toEqual(rabbitmqExporter.containerPorts);
  });
});

describe('the network of the sock shop', () => {
  const pods = podsOf(dev);
  const network = networkOf(dev);
  const ports = [80, 3306, 5672, 6379, 8079, 9090, 15672, 27017];
  const declared = Object.entries(services).flatMap(([name, { calls }]) => calls.map((call) => `${name} -> ${call}`));

  test('lets every program call whom it calls, and nobody else', () => {
    const open = reachablePairs(dev, ports).map((pair) => pair.replaceAll('sock-shop/', ''));
    expect(open).toEqual([...declared].sort());
  });

  test('is what the graph says', () => {
    const said = calls.map(({ from, to, port }) => `${from.name} -> ${to.name}:${port.containerPort}`);
    expect(said.sort()).toEqual([...declared].sort());
  });

  test('lets Prometheus in where the original asks for a scrape', () => {
    const prometheus = { namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } };
    const scraped = pods.filter((pod) => ports.some((port) => network.canConnect(prometheus, pod, port)));
    const expected = allNames.filter((name) => services[name]!.scrapedPort !== undefined);
    expect(scraped.map(({ name }) => name).sort()).toEqual(expected);
    expect(namesOf('ServiceMonitor')).toEqual(expected);
  });

  test('lets the ingress controller reach the front-end, and strangers nothing', () => {
    const controller = { namespace: 'ingress-nginx', labels: { 'app.kubernetes.io/name': 'ingress-nginx' } };
    const stranger = { namespace: 'default', labels: { name: 'front-end' } };
    const reachedBy = (from: PodEndpoint): unknown[] =>
      pods.filter((pod) => ports.some((port) => network.canConnect(from, pod, port))).map(({ name }) => name);
    expect(reachedBy(controller)).toEqual(['front-end']);
    expect(reachedBy(stranger)).toEqual([]);
    expect(namesOf('Ingress')).toEqual(['front-end']);
  });
});

describe('the graph shows how the two wrong policies would have been caught:', () => {
  const known = graph.services.map(({ name }) => name);
  const unknownNames = ({ target, callers = [] }: HandWrittenPolicy): string[] =>
    [...(target === undefined ? [] : [target]), ...callers].filter((name) => !known.includes(name));

  const podLabelled = (name: string): PodEndpoint => ({ namespace: 'sock-shop', labels: { name } });
  const asManifest = ({ name, target, callers, port }: HandWrittenPolicy): Manifest => ({
    kind: 'NetworkPolicy',
    metadata: { name, namespace: 'sock-shop' },
    spec: {
      podSelector: target === undefined ? {} : { matchLabels: { name: target } },
      ingress: [
        {
          from: callers?.map((caller) => ({ podSelector: { matchLabels: { name: caller } } })),
          ports: port === undefined ? [] : [{ port }],
        },
      ],
    },
  });

  test('they name pods that are no services', () => {
    const wrong = handWrittenPolicies.map((policy) => [policy.name, unknownNames(policy)] as const);
    expect(wrong.filter(([, names]) => names.length > 0)).toEqual([
      ['cart-access', ['cart']],
      ['carts-db-access', ['cart']],
      ['cortex-access', ['cortex']],
    ]);
  });

  test('where the names are right, they let in whom the graph lets in', () => {
    const right = handWrittenPolicies.filter((policy) => policy.callers && unknownNames(policy).length === 0);
    const callersOf = (target: string): string[] =>
      graph.callersOf(graph.services.find(({ name }) => name === target)!.path).map(({ name }) => name);
    expect(right.map(({ target }) => [target, callersOf(target!).sort()])).toEqual(
      right.map(({ target, callers }) => [target, callers]),
    );
  });

  test('three services have no policy of their own', () => {
    const targets = handWrittenPolicies.map(({ target }) => target);
    expect(known.filter((name) => !targets.includes(name)).sort()).toEqual(['carts', 'queue-master', 'session-db']);
  });

  test('with all policies applied, four calls of the programs are cut', () => {
    const network = networkOf(handWrittenPolicies.map(asManifest));
    const cut = calls.filter(
      ({ from, to, port }) => !network.canConnect(podLabelled(from.name), podLabelled(to.name), port.containerPort),
    );
    expect(cut.map(({ from, to }) => `${from.name} -> ${to.name}`).sort()).toEqual([
      'carts -> carts-db',
      'front-end -> carts',
      'front-end -> session-db',
      'orders -> carts',
    ]);
  });

  test('without the one that means all pods, the services without a policy are open to every pod', () => {
    const network = networkOf(handWrittenPolicies.filter(({ target }) => target).map(asManifest));
    const stranger = { namespace: 'default', labels: {} };
    const open = graph.services.filter(({ name, service }) =>
      service.servingPorts.some(({ containerPort }) => network.canConnect(stranger, podLabelled(name), containerPort)),
    );
    expect(open.map(({ name }) => name).sort()).toEqual(['carts', 'front-end', 'queue-master', 'session-db']);
  });
});

describe('the sock shop in staging', () => {
  const images = allNames.flatMap((name) => {
    const { containers, initContainers } = podOf(name, staging);
    return [...records(containers), ...records(initContainers)].map(({ image }) => text(image));
  });

  test('runs no image without a version', () => {
    expect(images).toHaveLength(15);
    expect(images.filter((image) => !/:\d+\.\d+\.\d+/.test(image))).toEqual([]);
  });

  test('takes the password from the secret store', () => {
    expect(namesOf('Secret', staging)).toEqual([]);
    expect(namesOf('ExternalSecret', staging)).toEqual(['catalogue-db-secrets']);
  });

  test('has one pod of each store and two of each program', () => {
    const single = allNames.filter((name) => specOf('Deployment', name, staging).replicas === 1);
    expect(single).toEqual(['carts-db', 'catalogue-db', 'orders-db', 'rabbitmq', 'session-db', 'user-db']);
  });
});
