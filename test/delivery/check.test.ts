import { Duration } from 'cdk8s';
import { App, Delivery, type DeliveryProps, Environment, type SyncWindow, tiers } from 'cdk8s-fairway';
import { deliveredTier, problemsOf, REPOSITORY } from './deliveries';

function problems(props: Partial<DeliveryProps>, id = 'shop'): readonly string[] {
  const app = new App();
  const environment = new Environment(app, 'dev', tiers.dev);
  const delivery = new Delivery(app, id, { repository: REPOSITORY, environments: [{ environment }], ...props });
  return delivery.node.validate();
}

test.each([
  'https://git.example/shop.git',
  'ssh://git@git.example:22/shop.git',
  'git@git.example:team/shop.git',
  'file:///srv/shop',
])('%s is a repository', (repository) => {
  expect(problems({ repository })).toEqual([]);
});

test.each(['', 'shop', 'git.example/shop', 'https://git.example/a b'])(
  'fails when the repository is %j',
  (repository) => {
    expect(problems({ repository })).toEqual([
      `repository '${repository}' is no address of Git: write it like 'https://git.example/shop.git' or 'git@git.example:shop.git'`,
    ]);
  },
);

test('fails when the repository has a password in it, and does not tell it', () => {
  const found = problems({ repository: 'https://bot:hunter2@git.example/shop.git' });
  expect(found).toEqual([expect.stringContaining('the repository has a password in its address')]);
  expect(found.join()).not.toContain('hunter2');
});

test.each<readonly [string, Partial<DeliveryProps>, string]>([
  ['no environment is given', { environments: [] }, 'no environment is delivered'],
  ['the folder leads out', { folder: '../dist' }, "folder '../dist' must be a path within the repository"],
  ['the folder is absolute', { folder: '/dist' }, "folder '/dist' must be a path within the repository"],
  ['the namespace is none', { namespace: 'Argo' }, "namespace 'Argo' must be a DNS label"],
])('fails when %s', (_why, props, message) => {
  expect(problems(props)).toEqual([expect.stringContaining(message)]);
});

test('fails when its name cannot name objects', () => {
  expect(problems({}, 'Shop')[0]).toContain("'Shop' names Argo CD's objects: it must be a DNS label");
});

test('fails when an environment is given twice, or stands in another app', () => {
  const app = new App();
  const own = new Environment(app, 'dev', tiers.dev);
  const other = new Environment(new App(), 'prod', tiers.dev);
  const environments = [own, own, other].map((environment) => ({ environment }));
  const delivery = new Delivery(app, 'shop', { repository: REPOSITORY, environments });
  expect(delivery.node.validate()).toEqual([
    "environment 'dev' is given twice: give it once",
    "environment 'prod' stands in another app: make both in the scope of one",
  ]);
});

describe('the gates', () => {
  test.each([
    [[], 'has no reviewers'],
    [['@alice'], 'has only @alice'],
    [['@alice', '@alice'], 'has only @alice'],
  ])('of prod fail with %j, who are not two', (reviewers, message) => {
    expect(problemsOf(deliveredTier('prod', { reviewers }))).toEqual([
      `environment 'prod' needs 2 approvals, and ${message}: give reviewers a team, or two people`,
    ]);
  });

  test.each([[['@alice', '@bob']], [['@shop-example/operators']]])('of prod pass with %j', (reviewers) => {
    expect(problemsOf(deliveredTier('prod', { reviewers }))).toEqual([]);
  });

  test.each(['dev', 'staging'] as const)('of %s need no reviewers', (tier) => {
    expect(problemsOf(deliveredTier(tier, { reviewers: [] }))).toEqual([]);
  });

  test.each(['alice', '@', '@a/b/c', '@a b', ''])('fail with the reviewer %j', (reviewer) => {
    expect(problemsOf(deliveredTier('staging', { reviewers: [reviewer] }))).toEqual([
      `reviewer '${reviewer}' must be a team or a user of GitHub: '@example/shop-operators', '@alice'`,
    ]);
  });

  test.each(['staging', 'prod'] as const)('of %s fail when any image may run', (tier) => {
    expect(problemsOf(deliveredTier(tier, {}, { images: 'any' }))).toEqual([
      `environment '${tier}' takes any image, and a tag that moves passes every approval: give it images: { tags: ['stable-*'] }`,
    ]);
  });

  test.each(['', 'a b', '../main', '-f'])('fail with the branch %j', (branch) => {
    expect(problemsOf(deliveredTier('dev', { branch }))[0]).toContain(`branch '${branch}' of environment 'dev'`);
  });
});

describe('a sync window', () => {
  const window: SyncWindow = { kind: 'allow', schedule: '0 9 * * MON-THU', duration: Duration.hours(4) };
  const found = (more: Partial<SyncWindow>): readonly string[] =>
    problemsOf(deliveredTier('dev', { syncWindows: [{ ...window, ...more }] }));

  test.each(['0 9 * * MON-THU', '*/5 0,12 1-7 * *'])('may open at %s', (schedule) => {
    expect(found({ schedule })).toEqual([]);
  });

  test.each(['', '9:00', '0 9 * *', '0 9 * * * *', '0 9 * * ?!'])('fails when it opens at %j', (schedule) => {
    expect(found({ schedule })).toEqual([
      `schedule '${schedule}' must be five fields of cron with one space between them, like '0 9 * * 1-4'`,
    ]);
  });

  test.each([0, 30, 90])('fails when it lasts %d seconds', (seconds) => {
    expect(found({ duration: Duration.seconds(seconds) })).toEqual([
      `a sync window lasts ${seconds} s: it must be whole minutes, at least one`,
    ]);
  });

  test('fails in a zone that is not known', () => {
    expect(found({ timeZone: 'Europe/Berlin' })).toEqual([]);
    expect(found({ timeZone: 'Mars/Olympus' })).toEqual([
      "time zone 'Mars/Olympus' is not known: write it like 'Europe/Berlin'",
    ]);
  });
});
