import { Duration } from 'cdk8s';
import { type Labels, selectorTest } from '../support/label-selector';
import { record } from '../support/manifest';
import { objectOf, users } from '../support/testing';

const endpoint = { port: 'metrics', path: '/metrics', interval: '15s', scrapeTimeout: '10s' };
const selector = { matchLabels: { 'app.kubernetes.io/instance': 'users' } };

test('a service is scraped behind its Service', () => {
  const { objects } = users({ ports: { http: 8080, metrics: 9100 } });
  expect(objects.ServiceMonitor?.toJson()).toMatchObject({
    metadata: { labels: { release: 'stack', 'app.kubernetes.io/name': 'users' } },
    spec: { jobLabel: 'app.kubernetes.io/name', selector, endpoints: [endpoint] },
  });
  expect(objects).not.toHaveProperty('PodMonitor');
});

test('a worker is scraped pod by pod', () => {
  const { objects } = users({ ports: { metrics: 9100 } });
  expect(objects.PodMonitor?.toJson()).toMatchObject({
    metadata: { labels: { release: 'stack' } },
    spec: { jobLabel: 'app.kubernetes.io/name', selector, podMetricsEndpoints: [endpoint] },
  });
  expect(objects).not.toHaveProperty('ServiceMonitor');
});

test('a scrape never takes longer than the time to the next one', () => {
  const metrics = { port: 'http', path: '/m', interval: Duration.seconds(5) };
  expect(objectOf(users({ ports: { http: 8080 }, metrics }), 'ServiceMonitor')).toMatchObject({
    spec: { endpoints: [{ port: 'http', path: '/m', interval: '5s', scrapeTimeout: '5s' }] },
  });
});

test('a Prometheus without labels of its own takes the monitor as it is', () => {
  const service = users({ ports: { metrics: 9100 } }, { monitoring: { namespace: 'monitoring' } });
  expect(objectOf(service, 'PodMonitor').metadata).not.toHaveProperty('labels.release');
});

test('nothing is scraped without metrics', () => {
  const { objects } = users({ ports: { http: 8080 } });
  expect(objects).not.toHaveProperty('ServiceMonitor');
  expect(objects).not.toHaveProperty('PodMonitor');
});

test('the Services of a canary, which lead to the same pods, are not scraped', () => {
  const rollout = { canary: { traffic: 'routes' } } as const;
  const service = users({ ports: { http: 8080 }, metrics: { port: 'http' }, ingress: {} }, { rollout });
  const isChosen = selectorTest(record(objectOf(service, 'ServiceMonitor').spec).selector);
  const labelsOf = (id: string): Labels => record(record(objectOf(service, id).metadata).labels);
  const chosen = ['Service', 'CanaryService', 'StableService'].map((id) => isChosen(labelsOf(id)));
  expect(chosen).toEqual([true, false, false]);
});
