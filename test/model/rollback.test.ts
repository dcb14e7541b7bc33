import { Duration } from 'cdk8s';
import { TOO_MANY_ERRORS } from '../../lib/model/alerting';
import {
  ALERT_FOR_SECONDS,
  type GitRevert,
  type RollbackOptions,
  resolveRollback,
  rollbackCapacity,
  rollbackResources,
} from '../../lib/model/rollback';
import { error, issuesOf, resolved, rollback } from '../support/testing';

const around = { monitoring: { namespace: 'monitoring' }, rollout: 'rolling' } as const;
const git: GitRevert = {
  repository: 'https://git.example/shop.git',
  branch: 'dev',
  lockFile: 'images/dev.json',
  credentialsSecret: 'git',
  cidrs: ['203.0.113.0/24'],
};

function issuesWith(options: Partial<RollbackOptions>): ReturnType<typeof issuesOf> {
  return issuesOf((issues) => resolveRollback({ ...rollback, by: 'undo', ...options }, around, issues));
}

test('without more, the pods of the operator’s Alertmanager may call, and the API server is at its usual ports', () => {
  expect(resolved((issues) => resolveRollback({ ...rollback, by: 'undo' }, around, issues))).toEqual({
    image: rollback.image,
    token: rollback.token,
    eventBus: { ...rollback.eventBus, port: 4222 },
    apiServer: { cidrs: ['10.0.0.1/32'], ports: [443, 6443] },
    alertmanager: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'alertmanager' } },
    freshSeconds: 1800,
  });
});

test('a release that is judged first may be blamed for as long after that', () => {
  const rollout = { canary: { judge: Duration.minutes(20) } };
  const { freshSeconds } = resolved((issues) =>
    resolveRollback({ ...rollback, by: 'undo' }, { ...around, rollout }, issues),
  );
  expect(freshSeconds).toBe(1800 + 1200);
});

test.each([
  ['https://git.example/shop.git', 443],
  ['https://git.example:8443/shop.git', 8443],
])('the port of %s is %d', (repository, port) => {
  const options: RollbackOptions = { ...rollback, by: { git: { ...git, repository } } };
  expect(resolved((issues) => resolveRollback(options, around, issues)).git?.port).toBe(port);
});

test('without monitoring there is no alert that could set it off', () => {
  expect(issuesOf((issues) => resolveRollback({ ...rollback, by: 'undo' }, { rollout: 'rolling' }, issues))).toEqual([
    error('rollback', 'rollback needs alerts, and the environment has no monitoring: give it monitoring'),
  ]);
});

test.each([
  'nats.nats.svc:4222',
  'nats://nats.nats.svc',
  'nats://user:password@nats.nats.svc:4222',
  'http://nats:4222',
])('an event bus at %s is refused', (url) => {
  expect(issuesWith({ eventBus: { ...rollback.eventBus, url } })).toEqual([
    error(
      'rollback',
      `rollback.eventBus.url '${url}' must be an address with a port and without user, like 'nats://nats.nats.svc:4222'`,
    ),
  ]);
});

test('no networks would be all networks, and what is none is refused', () => {
  expect(issuesWith({ apiServer: { cidrs: [] } })).toEqual([
    error('rollback', "rollback.apiServer.cidrs is empty: name the networks, like ['10.0.0.1/32']"),
  ]);
  expect(issuesWith({ by: { git: { ...git, cidrs: ['git.example'] } } })).toEqual([
    error(
      'cidr',
      "rollback.by.git.cidrs has 'git.example', which is no network: write it with its mask, like '10.0.0.0/16'",
    ),
  ]);
});

test.each<readonly [Partial<GitRevert>, string]>([
  [
    { repository: 'https://ada:hush@git.example/shop.git' },
    "repository 'https://ada:hush@git.example/shop.git' must be an HTTPS address without user and password, like 'https://git.example/shop.git'",
  ],
  [
    { repository: 'git@git.example:shop.git' },
    "repository 'git@git.example:shop.git' must be an HTTPS address without user and password, like 'https://git.example/shop.git'",
  ],
  [{ branch: '--all' }, "branch '--all' is no name of a branch: write it like 'main'"],
  [{ lockFile: '../dev.json' }, "lockFile '../dev.json' must be a path within the repository, like 'images/dev.json'"],
])('what Git would read otherwise is refused: %j', (change, message) => {
  expect(issuesWith({ by: { git: { ...git, ...change } } })).toEqual([error('rollback', `rollback.by.git.${message}`)]);
});

test('an alert that fires has been true for as long as its rule says', () => {
  expect(`${ALERT_FOR_SECONDS / 60}m`).toBe(TOO_MANY_ERRORS.for);
});

test.each([true, false])(
  'the quota has room for both listeners, their successors and a Job (CPU limits: %s)',
  (limits) => {
    const [listener, job] = [rollbackResources('sensor', limits), rollbackResources('job', limits)];
    const capacity = rollbackCapacity(limits);
    expect(rollbackResources('eventsource', limits)).toEqual(listener);
    expect(capacity.pods).toBe(5);
    for (const [field, amount] of Object.entries(job)) {
      expect(capacity).toHaveProperty(field, amount + 4 * listener[field as keyof typeof listener]!);
    }
    expect('cpuLimitMillis' in capacity).toBe(limits);
  },
);
