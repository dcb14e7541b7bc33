import { objectOf, users } from '../support/testing';

test('a range of replicas is moved in by CPU, and not given up at once', () => {
  expect(objectOf(users({ replicas: { min: 2, max: 5, cpuPercent: 60 } }), 'HorizontalPodAutoscaler').spec).toEqual({
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'users' },
    minReplicas: 2,
    maxReplicas: 5,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } }],
    behavior: { scaleDown: { stabilizationWindowSeconds: 300 } },
  });
});

test('a fixed number has no autoscaler', () => {
  expect(users({ replicas: 3 }).objects).not.toHaveProperty('HorizontalPodAutoscaler');
});
