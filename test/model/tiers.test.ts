import { tiers } from '../../lib/index';

test('each tier names itself', () => {
  expect(Object.entries(tiers).map(([name, { tier }]) => [name, tier])).toEqual([
    ['dev', 'dev'],
    ['staging', 'staging'],
    ['prod', 'prod'],
  ]);
});

test('only dev takes any image and secrets in clear', () => {
  expect(tiers.dev).toMatchObject({ images: 'any', secretLiterals: true });
  expect(tiers.staging).toMatchObject({ images: { tags: ['release-v*'] }, secretLiterals: false });
  expect(tiers.prod).toMatchObject({ images: { tags: ['stable-*'] }, secretLiterals: false });
});

test('dev runs one pod, staging two, prod three to ten', () => {
  expect([tiers.dev.replicas, tiers.staging.replicas, tiers.prod.replicas]).toEqual([1, 2, { min: 3, max: 10 }]);
});

test('what must not go down is spread and keeps three copies of a message, two of them in step', () => {
  const durability = { replicationFactor: 3, minInsyncReplicas: 2 };
  for (const tier of [tiers.staging, tiers.prod]) {
    expect(tier).toMatchObject({ disruptionBudget: true, spread: true, topicDurability: durability });
  }
  expect(tiers.dev).toMatchObject({
    disruptionBudget: false,
    spread: false,
    topicDurability: { replicationFactor: 1, minInsyncReplicas: 1 },
  });
});
