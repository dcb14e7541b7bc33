import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject } from 'cdk8s';
import {
  App,
  type AppProps,
  Environment,
  type EnvironmentProps,
  type Issue,
  Microservice,
  type MicroserviceProps,
  type Severity,
  tiers,
} from 'cdk8s-fairway';
import type { Construct } from 'constructs';
import { Issues } from '../../lib/model/issue';
import { type Json, record } from './manifest';

/** The path that issues of the model's functions carry in tests. */
export const PATH = 'dev/shop/users';

const issueOf =
  (severity: Severity) =>
  (rule: string, message: string, path = PATH): Issue => ({ severity, rule, message, path });

export const error = issueOf('error');
export const warning = issueOf('warning');
export const note = issueOf('note');

/** The issues that a function of the model adds. */
export function issuesOf(run: (issues: Issues) => unknown): readonly Issue[] {
  const issues = new Issues(PATH);
  run(issues);
  return issues.list;
}

/** The result of a function of the model that must find nothing to say. */
export function resolved<T>(run: (issues: Issues) => T): T {
  const issues = new Issues(PATH);
  const result = run(issues);
  expect(issues.list).toEqual([]);
  return result;
}

/** Everything that a cluster may offer. */
export const platform = {
  domain: 'shop.example',
  routing: {
    kind: 'ingress',
    ingressClassName: 'nginx',
    controller: { namespace: 'ingress-nginx', podLabels: { app: 'nginx' } },
    tls: { clusterIssuer: 'letsencrypt' },
  },
  secretStore: { name: 'vault' },
  kafka: { cluster: 'main', namespace: 'kafka', credentials: { name: 'kafka-credentials' } },
  consul: { nodeCidrs: ['10.0.0.0/16'], agents: { namespace: 'consul', podLabels: { component: 'client' } } },
  monitoring: { namespace: 'monitoring', podLabels: { app: 'prometheus' }, selectorLabels: { release: 'stack' } },
} as const satisfies Partial<EnvironmentProps>;

/** A collector that counts spans. */
export const tracing = {
  endpoint: 'http://collector.tracing.svc:4317',
  namespace: 'tracing',
  spanMetrics: true,
} as const satisfies EnvironmentProps['tracing'];

/** How releases are taken back, without how. */
export const rollback = {
  image: 'registry.example.com/kubectl:1.37.2',
  token: { secret: 'rollback', key: 'token' },
  eventBus: { url: 'nats://nats.nats.svc:4222', namespace: 'nats', access: { secret: 'rollback', key: 'bus' } },
  apiServer: { cidrs: ['10.0.0.1/32'] },
} as const satisfies Omit<NonNullable<EnvironmentProps['rollback']>, 'by'>;

export const gatewayRouting = {
  kind: 'gateway',
  gatewayClassName: 'envoy',
  controller: { namespace: 'envoy-gateway-system' },
  tls: { clusterIssuer: 'letsencrypt' },
} as const satisfies EnvironmentProps['routing'];

export const IMAGE = 'registry.example.com/shop/users:1.4.2';

/** An environment of tier dev in an app of its own. */
export function environment(props: Partial<EnvironmentProps> = {}, id = 'dev'): Environment {
  return new Environment(new App({ onIssue: () => undefined }), id, { ...tiers.dev, ...props });
}

export function microservice(scope: Construct, id: string, props: Partial<MicroserviceProps> = {}): Microservice {
  return new Microservice(scope, id, { image: IMAGE, ...props });
}

/** The one service `users` of a dev environment that offers everything. */
export function users(props: Partial<MicroserviceProps> = {}, more: Partial<EnvironmentProps> = {}): Microservice {
  return microservice(environment({ ...platform, ...more }), 'users', props);
}

/** One of a service's objects as it is written. */
export function objectOf(service: Microservice, kind: string): Json {
  const object = service.objects[kind];
  if (object === undefined) throw new Error(`no ${kind}: there are ${Object.keys(service.objects).join(', ')}`);
  return record(object.toJson());
}

/** All objects under a construct, as they are written. */
export function objectsUnder(construct: Construct): readonly Json[] {
  return construct.node.findAll().flatMap((found) => (ApiObject.isApiObject(found) ? [record(found.toJson())] : []));
}

/** The objects of one kind under a construct. */
export function ofKind(construct: Construct, kind: string): readonly Json[] {
  return objectsUnder(construct).filter((object) => object.kind === kind);
}

/** The pod of a service, as it is written. */
export function podSpec(service: Microservice): Json {
  return record(record(record(objectOf(service, 'Deployment').spec).template).spec);
}

/** The main container of a service, as it is written. */
export function container(service: Microservice): Json {
  return record((podSpec(service).containers as readonly unknown[])[0]);
}

const folders: string[] = [];

/** A folder that is removed after the test file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fairway-'));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** An app that writes to a folder of its own and collects what it has to say. */
export function quietApp(props: AppProps = {}): { readonly app: App; readonly outdir: string; readonly said: Issue[] } {
  const said: Issue[] = [];
  const outdir = props.outdir ?? temporaryFolder();
  return { app: new App({ onIssue: (issue) => said.push(issue), ...props, outdir }), outdir, said };
}

/** Every file under a folder with its text, by its path within the folder. */
export function filesIn(folder: string): Readonly<Record<string, string>> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.sort().map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]));
}
