import type { EnvironmentProps } from 'cdk8s-fairway';
import { schemaProblems } from '../support/schemas';
import { gatewayRouting, microservice, objectsUnder, platform } from '../support/testing';
import { deliveredShop, deliveredTier, specOf } from './deliveries';

describe('the application', () => {
  test('of dev follows Git by itself, prunes and heals', () => {
    expect(specOf(deliveredShop('dev'), 'Application')).toMatchObject({
      project: 'shop-dev',
      source: { repoURL: 'https://git.shop.example/shop.git', targetRevision: 'main', path: 'dist/dev' },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'shop-dev' },
      syncPolicy: { automated: { prune: true, selfHeal: true }, retry: { limit: 5, refresh: true } },
      info: [
        { name: 'Images', value: 'any' },
        { name: 'Sync', value: 'automatic' },
        { name: 'Approvals', value: '0' },
      ],
    });
  });

  test.each([
    ['staging', 'release-v* or a digest', '1'],
    ['prod', 'stable-* or a digest', '2'],
  ] as const)('of %s waits for somebody, and says what it takes', (name, images, approvals) => {
    const spec = specOf(deliveredShop(name), 'Application');
    expect(spec.syncPolicy).not.toHaveProperty('automated');
    expect(spec.info).toEqual([
      { name: 'Images', value: images },
      { name: 'Sync', value: 'by hand' },
      { name: 'Approvals', value: approvals },
    ]);
  });

  test.each(['dev', 'prod'] as const)('of %s leaves to controllers what is theirs', (name) => {
    expect(specOf(deliveredShop(name), 'Application').syncPolicy).toMatchObject({
      syncOptions: [
        'ServerSideApply=true',
        'RespectIgnoreDifferences=true',
        'PruneLast=true',
        'FailOnSharedResource=true',
      ],
    });
  });

  test('goes to the cluster of the environment, by the name of its context', () => {
    expect(specOf(deliveredShop('prod'), 'Application').destination).toEqual({ name: 'prod-eu', namespace: 'shop' });
  });

  test('does not take the number of pods back from an autoscaler, by CPU or by lag', () => {
    const scaled = deliveredTier('prod');
    microservice(scaled.environment, 'web', { image: 'web:stable-1', replicas: { min: 2, max: 5 } });
    microservice(scaled.environment, 'fixed', { image: 'web:stable-1', replicas: 2 });
    expect(specOf(scaled, 'Application').ignoreDifferences).toEqual([
      { group: 'apps', kind: 'Deployment', name: 'web', jsonPointers: ['/spec/replicas'] },
    ]);
  });

  test('does not take it back where a Rollout has the pods', () => {
    const ignored = specOf(deliveredShop('prod'), 'Application').ignoreDifferences as readonly Record<
      string,
      unknown
    >[];
    expect(ignored.map(({ group, kind, name }) => [group, kind, name])).toEqual([
      ['apps', 'Deployment', 'inventory'],
      ['apps', 'Deployment', 'log'],
      ['apps', 'Deployment', 'notification'],
      ['argoproj.io', 'Rollout', 'orders'],
      ['argoproj.io', 'Rollout', 'users'],
    ]);
  });

  describe('of a canary whose requests the way in divides', () => {
    const rollout = { canary: { traffic: 'routes' } } as const;
    const ports = { http: 8080, metrics: 9100 };
    const ignored = (routing: EnvironmentProps['routing']): unknown => {
      const delivered = deliveredTier('prod', {}, { ...platform, routing, rollout });
      const props = { image: 'web:stable-1', ports, replicas: 2 };
      microservice(delivered.environment, 'web', { ...props, ingress: {} });
      microservice(delivered.environment, 'inner', props);
      expect(objectsUnder(delivered.delivery).flatMap(schemaProblems)).toEqual([]);
      return specOf(delivered, 'Application').ignoreDifferences;
    };
    const selectors = ['web-canary', 'web-stable'].map((name) => ({
      kind: 'Service',
      name,
      jsonPointers: ['/spec/selector/rollouts-pod-template-hash'],
    }));

    test('leaves the Services’ selectors to Argo Rollouts', () => {
      expect(ignored(platform.routing)).toEqual(selectors);
    });

    test('leaves the weights of a route, for as long as the canary runs', () => {
      const weights =
        'select(.metadata.labels["rollouts.argoproj.io/gatewayapi-canary"] == "in-progress") | .spec.rules[].backendRefs[].weight';
      expect(ignored(gatewayRouting)).toEqual([
        {
          group: 'gateway.networking.k8s.io',
          kind: 'HTTPRoute',
          name: 'web',
          jqPathExpressions: [weights],
        },
        ...selectors,
      ]);
    });
  });

  test('reads another branch and folder when it is told so', () => {
    const delivered = deliveredShop('dev', { branch: 'env/dev' }, {});
    expect(specOf(delivered, 'Application').source).toMatchObject({ targetRevision: 'env/dev', path: 'dist/dev' });
  });

  test('is compared by the server, so that defaults of custom resources are no difference', () => {
    expect(objectsUnder(deliveredShop('prod').delivery)[1]).toMatchObject({
      metadata: { annotations: { 'argocd.argoproj.io/compare-options': 'ServerSideDiff=true' } },
    });
  });

  test('has no finalizer: to delete it is not to delete the environment', () => {
    const [, found] = objectsUnder(deliveredShop('prod').delivery);
    expect(found).toMatchObject({ kind: 'Application', metadata: { name: 'shop-prod', namespace: 'argocd' } });
    expect(found?.metadata).not.toHaveProperty('finalizers');
  });
});

test.each(['dev', 'staging', 'prod'] as const)('the objects for %s are valid by Argo CD’s own schema', (name) => {
  const windows = [{ kind: 'deny', schedule: '0 17 * * 5', duration: { toMilliseconds: () => 3_600_000 } }] as const;
  const { delivery } = deliveredShop(name, { syncGroups: ['operators'], syncWindows: windows });
  expect(objectsUnder(delivery).map(({ kind }) => kind)).toEqual(['AppProject', 'Application']);
  expect(objectsUnder(delivery).flatMap(schemaProblems)).toEqual([]);
});
