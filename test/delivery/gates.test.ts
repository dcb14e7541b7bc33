import type { components } from '@octokit/openapi-types';
import { codeowners } from '../../lib/delivery/codeowners';
import { type Ruleset, rulesets } from '../../lib/delivery/rulesets';
import { type Delivered, deliveredShop, deliveredTier } from './deliveries';

type Published = Omit<components['schemas']['repository-ruleset'], 'id' | 'source'>;

const all = (...shops: readonly Delivered[]): Delivered['delivery']['delivered'] =>
  shops.flatMap(({ delivery }) => delivery.delivered);
const pullRequest = ({ rules }: Ruleset): object | undefined =>
  rules.flatMap((rule) => (rule.type === 'pull_request' ? [rule.parameters] : []))[0];

describe('the ruleset', () => {
  test('of prod’s branch asks for two people, a code owner among them, and one who did not push last', () => {
    // The type is the one that GitHub publishes for its API: what it does not know does not compile.
    const published: readonly Published[] = rulesets('shop', all(deliveredShop('prod')));
    expect(published).toEqual([
      {
        name: 'shop: main',
        target: 'branch',
        enforcement: 'active',
        bypass_actors: [],
        conditions: { ref_name: { include: ['refs/heads/main'], exclude: [] } },
        rules: [
          { type: 'deletion' },
          { type: 'non_fast_forward' },
          {
            type: 'pull_request',
            parameters: {
              required_approving_review_count: 2,
              require_code_owner_review: true,
              require_last_push_approval: true,
              dismiss_stale_reviews_on_push: true,
              required_review_thread_resolution: true,
            },
          },
        ],
      },
    ]);
  });

  test('asks for one on the branch of staging, and for none on that of dev', () => {
    const found = rulesets(
      'shop',
      all(
        deliveredShop('dev', { branch: 'env/dev' }),
        deliveredShop('staging', { branch: 'env/staging' }),
        deliveredShop('prod', { branch: 'env/prod' }),
      ),
    );
    expect(found.map(({ name }) => name)).toEqual(['shop: env/prod', 'shop: env/staging']);
    expect(found.map(pullRequest)).toMatchObject([
      { required_approving_review_count: 2 },
      { required_approving_review_count: 1 },
    ]);
  });

  test('of a branch that several are read from is that of the strictest', () => {
    const found = rulesets('shop', all(deliveredShop('prod'), deliveredShop('dev'), deliveredShop('staging')));
    expect(found.map(pullRequest)).toMatchObject([{ required_approving_review_count: 2 }]);
  });
});

describe('CODEOWNERS', () => {
  const lines = (shops: readonly Delivered[], organization?: string): readonly string[] =>
    codeowners(all(...shops), organization)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));

  test('gives an environment to its reviewers, with its images lock and what guards them', () => {
    const reviewers = ['@shop-example/operators', '@alice'];
    const prod = deliveredShop('prod', { reviewers, lockFile: 'images/prod.json' });
    expect(lines([prod], 'shop-example')).toEqual([
      '/dist/prod/ @shop-example/operators @alice',
      '/images/prod.json @shop-example/operators @alice',
      '/dist/delivery/ @shop-example/operators @alice',
      '/.github/CODEOWNERS @shop-example/operators @alice',
    ]);
  });

  test('gives it to the owners of its services where nobody reviews', () => {
    expect(lines([deliveredShop('dev', { reviewers: [] })], 'shop-example')).toEqual([
      '/dist/dev/inventory.k8s.yaml @shop-example/team-shop',
      '/dist/dev/log.k8s.yaml @shop-example/team-shop',
      '/dist/dev/notification.k8s.yaml @shop-example/team-shop',
      '/dist/dev/orders.k8s.yaml @shop-example/team-shop',
      '/dist/dev/users.k8s.yaml @shop-example/team-identity',
    ]);
    expect(lines([deliveredShop('dev', { reviewers: [] })])).toEqual([]);
  });

  test('has no line by which an owner alone could pass a reviewer', () => {
    expect(lines([deliveredShop('prod')], 'shop-example').join()).not.toContain('team-');
  });

  test('lets the reviewers of prod, and not those of staging, guard the guards', () => {
    const staging = deliveredShop('staging', { reviewers: ['@bob'] });
    expect(lines([staging, deliveredShop('prod')]).slice(2)).toEqual([
      '/dist/delivery/ @shop-example/operators',
      '/.github/CODEOWNERS @shop-example/operators',
    ]);
  });

  test('leaves out services without an owner', () => {
    const dev = deliveredTier('dev', { reviewers: [] });
    expect(lines([dev], 'shop-example')).toEqual([]);
  });
});
