import { type Manifest, record } from '../support/manifest';
import { runExample } from './run-example';

const output = runExample('go-microservice');

function object(kind: string, name?: string): Manifest {
  const found = output
    .objects('dev')
    .find((candidate) => candidate.kind === kind && (name === undefined || record(candidate.metadata).name === name));
  return found ?? { missing: kind };
}

describe('the smallest example gives the objects of the article, under their names', () => {
  test('a Deployment of three pods with a fixed version, port and label', () => {
    expect(object('Deployment')).toMatchObject({
      metadata: { name: 'go-microservice', labels: { app: 'go-microservice' } },
      spec: {
        replicas: 3,
        template: {
          metadata: { labels: { app: 'go-microservice' } },
          spec: {
            containers: [
              {
                name: 'go-app',
                image: 'myregistry/go-microservice:v1.2',
                ports: [{ containerPort: 8080 }],
                envFrom: [
                  { configMapRef: { name: 'go-app-config' } },
                  { configMapRef: { name: 'go-microservice-overrides', optional: true } },
                  { secretRef: { name: 'go-app-secret' } },
                ],
              },
            ],
          },
        },
      },
    });
  });

  test('a ClusterIP Service from TCP 80 to 8080', () => {
    expect(object('Service')).toMatchObject({
      metadata: { name: 'go-microservice-service' },
      spec: { type: 'ClusterIP', ports: [{ port: 80, protocol: 'TCP', targetPort: 'http' }] },
    });
  });

  test('an Ingress that routes by host to the Service', () => {
    const backend = { service: { name: 'go-microservice-service', port: { name: 'http' } } };
    expect(object('Ingress')).toMatchObject({
      spec: { rules: [{ host: 'go.example', http: { paths: [{ path: '/', backend }] } }] },
    });
  });

  test('a ConfigMap and a Secret', () => {
    expect(object('ConfigMap', 'go-app-config')).toMatchObject({
      data: { 'log.level': 'info', 'db.url': 'postgres://db:5432/app', 'feature.flag': 'on' },
    });
    expect(object('Secret', 'go-app-secret')).toMatchObject({ stringData: { DB_PASSWORD: 'only-for-dev' } });
  });
});

test('the manifests of the smallest example, to review', () => {
  for (const [file, text] of output.files) expect(text).toMatchSnapshot(file);
});
