import type { Replicas } from 'cdk8s-fairway';
import { objectOf, users } from '../support/testing';

const budget = { disruptionBudget: true };

test.each<Replicas>([2, { min: 2, max: 5 }])('with replicas %j, nodes are drained one pod at a time', (replicas) => {
  expect(objectOf(users({ replicas }, budget), 'PodDisruptionBudget').spec).toEqual({
    maxUnavailable: 1,
    selector: { matchLabels: { 'app.kubernetes.io/instance': 'users' } },
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
  });
});

test.each<Replicas>([0, 1, { min: 1, max: 5 }])(
  'with replicas %j there is none: it would stop the drain',
  (replicas) => {
    expect(users({ replicas }, budget).objects).not.toHaveProperty('PodDisruptionBudget');
  },
);

test('there is none where the environment wants none', () => {
  expect(users({ replicas: 3 }, { disruptionBudget: false }).objects).not.toHaveProperty('PodDisruptionBudget');
});
