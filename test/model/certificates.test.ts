import { type EnvironmentProps, type Issue, Microservice, type MicroserviceProps } from 'cdk8s-fairway';
import { record } from '../support/manifest';
import {
  container,
  environment,
  error,
  IMAGE,
  microservice,
  objectOf,
  ofKind,
  platform,
  podSpec,
} from '../support/testing';

const certificates = { issuer: { issuer: 'internal' }, authority: { configMap: 'signer' } } as const;

function system(props: Partial<MicroserviceProps>, more: Partial<EnvironmentProps> = { certificates }): Microservice {
  return microservice(environment({ ...platform, ...more }), 'users', props);
}

function problems(...given: Parameters<typeof system>): readonly Issue[] {
  const service = system(...given);
  const found = service.node.scope as ReturnType<typeof environment>;
  return found.issues.filter(({ rule }) => rule.endsWith('tls') || rule === 'no-certificates');
}

const grpc = { containerPort: 9090, tls: true };

test('a port with TLS gives the service a certificate for every name of its Service', () => {
  const service = system({ ports: { grpc } });
  expect(objectOf(service, 'Certificate')).toMatchObject({
    metadata: { name: 'users-tls', namespace: 'dev' },
    spec: {
      secretName: 'users-tls',
      dnsNames: ['users', 'users.dev', 'users.dev.svc', 'users.dev.svc.cluster.local'],
      issuerRef: { kind: 'Issuer', name: 'internal' },
    },
  });
  expect(container(service).env).toContainEqual({ name: 'TLS_PATH', value: '/etc/tls' });
  expect(container(service).volumeMounts).toContainEqual({ name: 'tls', mountPath: '/etc/tls', readOnly: true });
  expect(problems({ ports: { grpc } })).toEqual([]);
});

test('the certificate is of the issuer of the cluster, where that is said', () => {
  const issuer = { clusterIssuer: 'internal' };
  const service = system({ ports: { grpc } }, { certificates: { ...certificates, issuer } });
  expect(objectOf(service, 'Certificate')).toMatchObject({ spec: { issuerRef: { kind: 'ClusterIssuer' } } });
});

test('without TLS there is none', () => {
  const service = system({ ports: { grpc: 9090 } });
  expect(service.objects).not.toHaveProperty('Certificate');
  expect(podSpec(service)).not.toHaveProperty('volumes');
});

test('a caller is told where the signer stands, and calls by https', () => {
  const dev = environment({
    ...platform,
    certificates: { ...certificates, authority: { configMap: 'signer', key: 'root' } },
  });
  const web = microservice(dev, 'web', {
    ports: { https: { containerPort: 8443, protocol: 'http', tls: true, port: 443 } },
  });
  const admin = { containerPort: 8444, protocol: 'http', tls: true } as const;
  const api = microservice(dev, 'api', { ports: { admin } });
  const caller = new Microservice(dev, 'caller', { image: IMAGE, upstreams: [web, api] });
  expect(container(caller).env).toEqual([
    { name: 'WEB_ADDR', value: 'web:443' },
    { name: 'WEB_CA_PATH', value: '/etc/authority/ca.crt' },
    { name: 'WEB_URL', value: 'https://web' },
    { name: 'API_ADDR', value: 'api:8444' },
    { name: 'API_CA_PATH', value: '/etc/authority/ca.crt' },
    { name: 'API_URL', value: 'https://api:8444' },
  ]);
  expect(podSpec(caller).volumes).toEqual([
    { name: 'authority', configMap: { name: 'signer', items: [{ key: 'root', path: 'ca.crt' }], defaultMode: 0o440 } },
  ]);
  expect(podSpec(web).volumes).not.toContainEqual(expect.objectContaining({ name: 'authority' }));
  expect(ofKind(dev, 'Service').map(({ spec }) => record((record(spec).ports as unknown[])[0]).appProtocol)).toEqual([
    'https',
    'https',
  ]);
});

test('probes ask over TLS where Kubernetes can, else whether the port accepts', () => {
  expect(container(system({ ports: { http: { containerPort: 8443, tls: true } } })).readinessProbe).toMatchObject({
    httpGet: { path: '/readyz', port: 'http', scheme: 'HTTPS' },
  });
  const behind = container(system({ ports: { grpc } }));
  expect(behind.readinessProbe).toMatchObject({ tcpSocket: { port: 'grpc' } });
  expect(behind).not.toHaveProperty('livenessProbe');
});

test('fails where Kubernetes is to ask the gRPC health service over TLS', () => {
  expect(problems({ ports: { grpc }, probes: { readiness: { grpc: '' } } })).toEqual([
    error(
      'probe-tls',
      "readiness asks the gRPC health service on port 'grpc', and Kubernetes asks it without TLS only: write { tcp: 'grpc' }, or ask a port without tls",
      'dev/users',
    ),
  ]);
});

test('fails where nobody signs certificates', () => {
  expect(problems({ ports: { http: 8080 } }, {})).toEqual([]);
  const amqps = { containerPort: 5671, tls: true };
  expect(problems({ ports: { http: 8080, grpc, amqps } }, {})).toEqual([
    error(
      'no-certificates',
      "port 'grpc', 'amqps' speaks TLS, and nobody signs certificates here: give the environment certificates: { issuer, authority }",
      'dev/users',
    ),
  ]);
});

test('fails where the platform calls a port with TLS', () => {
  const http = { containerPort: 8443, tls: true };
  const metrics = { containerPort: 9100, tls: true };
  expect(problems({ ports: { http, metrics }, ingress: {}, consul: true }).map(({ message }) => message)).toEqual([
    "the ingress calls port 'http', which speaks TLS, and does not know the signer: give the service a port without tls for it",
    "Consul's check calls port 'http', which speaks TLS, and does not know the signer: give the service a port without tls for it",
    "Prometheus calls port 'metrics', which speaks TLS, and does not know the signer: leave tls out",
  ]);
});
