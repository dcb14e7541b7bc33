import { gatewayRouting, rollback, users } from '../support/testing';

const ports = { http: 8080, grpc: 9090, metrics: 9100 };
const canary = { rollout: { canary: { weightPercent: 20 } } } as const;
// biome-ignore lint/suspicious/noExplicitAny: JSON
const specOf = (service: ReturnType<typeof users>, kind: string): any => service.objects[kind]!.toJson().spec;

test('a tenth of the pods first, then the analysis by the hashes of new and old', () => {
  expect(specOf(users({ ports, replicas: 4 }, canary), 'Rollout')).toMatchObject({
    replicas: 4,
    workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'users', scaleDown: 'onsuccess' },
    progressDeadlineAbort: true,
    strategy: {
      canary: {
        maxUnavailable: 0,
        maxSurge: 1,
        steps: [
          { setWeight: 20 },
          { pause: { duration: '60s' } },
          {
            analysis: {
              templates: [{ templateName: 'users' }],
              args: [
                { name: 'canary-hash', valueFrom: { podTemplateHashValue: 'Latest' } },
                { name: 'stable-hash', valueFrom: { podTemplateHashValue: 'Stable' } },
              ],
            },
          },
        ],
      },
    },
  });
});

test('what is taken back goes to all pods at once, without being judged again', () => {
  const undone = { ...canary, rollback: { ...rollback, by: 'undo' } } as const;
  expect(specOf(users({ ports }, undone), 'Rollout')).toHaveProperty('rollbackWindow', { revisions: 1 });
  expect(specOf(users({ ports }, canary), 'Rollout')).not.toHaveProperty('rollbackWindow');
});

test('the number of pods is said once: on the Rollout, not on its Deployment', () => {
  const service = users({ ports, replicas: 4 }, canary);
  expect(specOf(service, 'Rollout')).toHaveProperty('replicas', 4);
  expect(specOf(service, 'Deployment')).not.toHaveProperty('replicas');
});

test('an autoscaler moves the Rollout, and nobody else says how many', () => {
  const service = users({ ports, replicas: { min: 2, max: 5 } }, canary);
  expect(specOf(service, 'HorizontalPodAutoscaler').scaleTargetRef).toEqual({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    name: 'users',
  });
  expect(specOf(service, 'Rollout')).not.toHaveProperty('replicas');
  expect(specOf(service, 'Deployment')).not.toHaveProperty('replicas');
});

test('what belongs to the pods still chooses old and new ones alike', () => {
  const [rolled, released] = [users({ ports, replicas: 2 }), users({ ports, replicas: 2 }, canary)];
  for (const kind of ['Service', 'NetworkPolicy', 'ServiceMonitor']) {
    expect(specOf(released, kind)).toEqual(specOf(rolled, kind));
  }
});

test('each version is spread for itself, by the label that the Rollout gives its pods', () => {
  const deployment = specOf(users({ ports }, { ...canary, spread: true }), 'Deployment');
  expect(deployment.template.spec.topologySpreadConstraints[0].matchLabelKeys).toEqual(['rollouts-pod-template-hash']);
});

describe('where the way in divides the requests', () => {
  const routes = { rollout: { canary: { traffic: 'routes' } } } as const;
  const canaryOf = (...args: Parameters<typeof users>): unknown => specOf(users(...args), 'Rollout').strategy.canary;

  test('the Rollout names the Services and the Ingress, from which the controller makes another', () => {
    expect(canaryOf({ ports, ingress: {} }, routes)).toMatchObject({
      canaryService: 'users-canary',
      stableService: 'users-stable',
      trafficRouting: { nginx: { stableIngress: 'users' } },
      steps: [{ setWeight: 10 }, expect.anything(), expect.anything()],
    });
  });

  test.each([
    ['HTTPRoute', 'httpRoute', ports],
    ['GRPCRoute', 'grpcRoute', { grpc: 9090, metrics: 9100 }],
  ])('by a Gateway it tells the plugin of the %s', (_kind, field, open) => {
    expect(canaryOf({ ports: open, ingress: {} }, { ...routes, routing: gatewayRouting })).toMatchObject({
      trafficRouting: { plugins: { 'argoproj-labs/gatewayAPI': { [field]: 'users', namespace: 'dev' } } },
    });
  });

  test('the old pods all stay, so that an abort needs none', () => {
    expect(canaryOf({ ports, ingress: {} }, routes)).not.toHaveProperty('dynamicStableScale');
  });

  test('calls within the cluster go on by the Service, and nothing else of the pods is another', () => {
    const pods = users({ ports, replicas: 2, ingress: {} }, canary);
    const divided = users({ ports, replicas: 2, ingress: {} }, routes);
    for (const kind of ['Service', 'NetworkPolicy', 'Deployment', 'PodDisruptionBudget', 'PrometheusRule']) {
      expect(divided.objects[kind]?.toJson()).toEqual(pods.objects[kind]?.toJson());
    }
  });
});
