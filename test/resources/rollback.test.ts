import type { Environment, EnvironmentProps } from 'cdk8s-fairway';
import { violationsOf } from '../../lib/policies/objects/check';
import { nameOf, record, records, text } from '../support/manifest';
import { restrictedProblems } from '../support/pod-security';
import { schemaProblems } from '../support/schemas';
import { environment, microservice, objectsUnder, ofKind, platform, rollback } from '../support/testing';

const git = {
  repository: 'https://git.example:8443/shop.git',
  branch: 'dev',
  lockFile: 'images/$dev.json',
  credentialsSecret: 'git',
  cidrs: ['203.0.113.0/24'],
};

/** One service that is measured, a worker, and one that nobody scrapes. */
function shop(props: Partial<EnvironmentProps> = {}): Environment {
  const made = environment({ ...platform, rollback: { ...rollback, by: 'undo' }, ...props });
  microservice(made, 'users', { ports: { http: 8080, metrics: 9100 } });
  microservice(made, 'worker', { ports: { metrics: 9100 } });
  microservice(made, 'silent', { ports: { http: 8080 } });
  return made;
}

/** An object of the rollback's own. */
function own(made: Environment, kind: string, name = 'rollback'): Readonly<Record<string, unknown>> {
  const found = ofKind(made, kind).find(({ metadata }) => record(metadata).name === name);
  if (found === undefined) throw new Error(`no ${kind}/${name}`);
  return record(found.spec ?? found);
}

const trigger = (made: Environment): Readonly<Record<string, unknown>> =>
  record(record(record(records(own(made, 'Sensor', 'rollback-dev').triggers)[0]).template).k8s);
const jobOf = (made: Environment): Readonly<Record<string, unknown>> => record(record(trigger(made).source).resource);
const podOf = (made: Environment): Readonly<Record<string, unknown>> =>
  record(record(record(jobOf(made).spec).template).spec);

test('an environment without it has nothing of it', () => {
  const names = objectsUnder(shop({ rollback: undefined })).map(nameOf);
  expect(names.filter((name) => name.includes('rollback'))).toEqual([]);
});

test('its objects, and the Job, keep the rules that all objects are held to', () => {
  const made = shop();
  expect(made.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect([...objectsUnder(made), jobOf(made)].flatMap(violationsOf)).toEqual([
    // The sensor makes the Job in its own namespace.
    expect.objectContaining({ rule: expect.objectContaining({ name: 'own-namespace' }) }),
  ]);
});

test('every object is what its schema says, and so is the Job', () => {
  const argoEvents = ['EventBus', 'EventSource', 'Sensor'];
  const known = objectsUnder(shop()).filter(({ kind }) => !argoEvents.includes(text(kind)));
  expect(
    [...known, jobOf(shop()), jobOf(shop({ rollback: { ...rollback, by: { git } } }))].flatMap(schemaProblems),
  ).toEqual([]);
});

test('Alertmanager calls at once for each service that fails, and shows the token', () => {
  expect(own(shop(), 'AlertmanagerConfig')).toEqual({
    route: {
      receiver: 'rollback',
      matchers: [
        { name: 'alertname', value: 'TooManyErrors', matchType: '=' },
        { name: 'namespace', value: 'dev', matchType: '=' },
      ],
      groupBy: ['...'],
      groupWait: '0s',
      groupInterval: '1m',
    },
    receivers: [
      {
        name: 'rollback',
        webhookConfigs: [
          {
            url: 'http://rollback-eventsource-svc.dev.svc:12000/alert',
            sendResolved: false,
            httpConfig: { authorization: { type: 'Bearer', credentials: { name: 'rollback', key: 'token' } } },
          },
        ],
      },
    ],
  });
});

test('the event source hears at that address who shows the token, and hands on by the bus that there is', () => {
  expect(own(shop(), 'EventSource')).toMatchObject({
    eventBusName: 'rollback',
    service: { ports: [{ port: 12000, targetPort: 12000 }] },
    webhook: {
      dev: { port: '12000', endpoint: '/alert', method: 'POST', authSecret: { name: 'rollback', key: 'token' } },
    },
  });
  expect(own(shop(), 'EventBus')).toMatchObject({
    jetstreamExotic: { url: 'nats://nats.nats.svc:4222', accessSecret: { name: 'rollback', key: 'bus' } },
  });
});

describe('the sensor', () => {
  const [dependency] = records(own(shop(), 'Sensor', 'rollback-dev').dependencies);
  const filters = records(record(dependency!.filters).data);
  const alert = {
    status: 'firing',
    'labels.alertname': 'TooManyErrors',
    'labels.namespace': 'dev',
    'labels.service': 'users',
    startsAt: '2026-11-29T21:58:50.123Z',
  };

  function passes(change: Partial<typeof alert>): boolean {
    const fields: Readonly<Record<string, string>> = { ...alert, ...change };
    return filters
      .filter(({ type }) => type === 'string')
      .every(({ path, value }) => {
        const field = fields[text(path).replace('body.alerts.0.', '')]!;
        return (value as readonly string[]).some((pattern) => new RegExp(pattern).test(field));
      });
  }

  test('listens to one alert at a time, of this environment’s services that are measured', () => {
    expect(dependency).toMatchObject({ eventSourceName: 'rollback', eventName: 'dev' });
    expect(filters[0]).toEqual({ path: 'body.alerts.#', type: 'number', value: ['1'] });
    expect(filters).toHaveLength(6);
    expect(passes({})).toBe(true);
  });

  test.each<Partial<typeof alert>>([
    { status: 'resolved' },
    { 'labels.alertname': 'ErrorBudgetBurn' },
    { 'labels.alertname': 'NotTooManyErrors' },
    { 'labels.namespace': 'dev-two' },
    { 'labels.service': 'worker' },
    { 'labels.service': 'silent' },
    { 'labels.service': 'users-two' },
    { startsAt: 'now' },
  ])('is deaf to %j', (change) => {
    expect(passes(change)).toBe(false);
  });

  test('fills the variables that the Job has, and no other', () => {
    const [{ env } = {}] = records(podOf(shop()).containers);
    const filled = records(trigger(shop()).parameters)
      .map(({ dest }) => /env\.(\d+)\.value$/.exec(text(dest))?.[1])
      .filter((index) => index !== undefined);
    expect(filled.map((index) => records(env)[Number(index)])).toEqual(
      ['SERVICE', 'ALERT_STARTED', 'REASON'].map((name) => ({ name, value: '' })),
    );
  });

  test('of a namespace with a long name has a name that a label can hold', () => {
    const namespace = 'n'.repeat(60);
    const names = ofKind(shop({ namespace }), 'Sensor').map(({ metadata }) => record(metadata).name);
    expect(names).toEqual([`rollback-${'n'.repeat(54)}`]);
  });
});

test('the Job runs once the alert is known, may be tried again, and stays for a week as the record', () => {
  expect(jobOf(shop())).toMatchObject({
    spec: { backoffLimit: 3, activeDeadlineSeconds: 600, ttlSecondsAfterFinished: 604_800 },
  });
  const [{ image, env } = {}] = records(podOf(shop()).containers);
  expect(image).toBe(rollback.image);
  expect(env).toEqual(
    expect.arrayContaining([
      { name: 'ALERT_FOR', value: '300' },
      { name: 'FRESH_FOR', value: '1800' },
    ]),
  );
});

test.each(['undo', { git }] as const)('every pod passes Pod Security restricted (%j)', (by) => {
  const made = shop({ rollback: { ...rollback, by } });
  const listeners = [own(made, 'EventSource'), own(made, 'Sensor', 'rollback-dev')].map(({ template }) => {
    const { container, securityContext } = record(template);
    return { securityContext, containers: [{ name: 'main', ...record(container) }] };
  });
  expect([...listeners, podOf(made)].flatMap(restrictedProblems)).toEqual([]);
});

describe('rights', () => {
  const rules = (made: Environment, part: string): unknown => own(made, 'Role', `rollback-${part}`).rules;

  test('the sensor makes Jobs, the Job changes the Deployments of the services that are measured, the event source asks nothing', () => {
    expect(rules(shop(), 'sensor')).toEqual([{ apiGroups: ['batch'], resources: ['jobs'], verbs: ['create'] }]);
    expect(rules(shop(), 'job')).toEqual([
      { apiGroups: ['apps'], resources: ['deployments'], resourceNames: ['users'], verbs: ['get', 'patch'] },
      { apiGroups: ['apps'], resources: ['replicasets'], verbs: ['list'] },
    ]);
    expect(ofKind(shop(), 'Role')).toHaveLength(2);
    expect(own(shop(), 'ServiceAccount', 'rollback-eventsource').automountServiceAccountToken).toBe(false);
  });

  test('without a service that is measured, the Job may do nothing, where no name would be all names', () => {
    expect(rules(environment({ ...platform, rollback: { ...rollback, by: 'undo' } }), 'job')).toEqual([]);
  });

  test('a Job that reverts in Git has no token of the cluster, and the credentials as files', () => {
    const made = shop({ rollback: { ...rollback, by: { git } } });
    expect(ofKind(made, 'Role').map(nameOf)).toEqual(['Role dev/rollback-sensor']);
    expect(podOf(made)).toMatchObject({
      automountServiceAccountToken: false,
      volumes: [{ name: 'home' }, { name: 'credentials', secret: { secretName: 'git', defaultMode: 0o440 } }],
    });
    const [{ env } = {}] = records(podOf(made).containers);
    expect(env).toEqual(expect.arrayContaining([{ name: 'LOCK_FILE', value: 'images/$$dev.json' }]));
  });

  test('images are pulled as those of the services are', () => {
    const made = shop({ imagePullSecrets: ['registry'] });
    expect(own(made, 'ServiceAccount', 'rollback-job').imagePullSecrets).toEqual([{ name: 'registry' }]);
  });
});

describe('the network', () => {
  const tcp = (port: number): unknown => ({ port, protocol: 'TCP' });
  const peer = (name: string): unknown => ({
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
  });
  const open = (made: Environment, part: string): unknown => {
    const { ingress, egress } = own(made, 'NetworkPolicy', `rollback-${part}`);
    return { ingress, egress: records(egress).slice(1) };
  };
  const bus = { to: [peer('nats')], ports: [tcp(4222)] };
  const api = { to: [{ ipBlock: { cidr: '10.0.0.1/32' } }], ports: [tcp(443), tcp(6443)] };

  test('lets Alertmanager in to the event source, this to the bus, the sensor to the bus and the API server', () => {
    const podSelector = { matchLabels: { 'app.kubernetes.io/name': 'alertmanager' } };
    expect(open(shop(), 'eventsource')).toEqual({
      ingress: [{ from: [{ ...record(peer('monitoring')), podSelector }], ports: [tcp(12000)] }],
      egress: [bus],
    });
    expect(open(shop(), 'sensor')).toEqual({ ingress: [], egress: [bus, api] });
  });

  test('lets the Job out to the API server, or to the Git repository', () => {
    expect(open(shop(), 'job')).toEqual({ ingress: [], egress: [api] });
    expect(open(shop({ rollback: { ...rollback, by: { git } } }), 'job')).toEqual({
      ingress: [],
      egress: [{ to: [{ ipBlock: { cidr: '203.0.113.0/24' } }], ports: [tcp(8443)] }],
    });
  });
});

test('the quota has room for its pods', () => {
  const pods = (made: Environment): number => Number(record(own(made, 'ResourceQuota', 'services').hard).pods);
  const quota = { headroomPercent: 0 };
  expect(pods(shop({ quota })) - pods(shop({ quota, rollback: undefined }))).toBe(5);
});

test('no proxy of a mesh stands beside its pods, and they run on the environment’s nodes', () => {
  const pool = { nodeSelector: { pool: 'a' }, tolerations: [{ key: 'pool', value: 'a' }] };
  const made = shop({ mesh: { kind: 'istio' }, isolation: { nodes: pool } });
  const placed = { nodeSelector: pool.nodeSelector, tolerations: [{ key: 'pool', operator: 'Equal', value: 'a' }] };
  expect(own(made, 'EventSource').template).toMatchObject({
    ...placed,
    metadata: { labels: { 'sidecar.istio.io/inject': 'false' } },
  });
  expect(podOf(made)).toMatchObject(placed);
});
