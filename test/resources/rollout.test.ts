import { rollback, users } from '../support/testing';

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
