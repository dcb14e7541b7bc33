import { environment, objectsUnder, platform } from '../support/testing';

const { monitoring } = platform;
const config = (receivers?: NonNullable<Parameters<typeof environment>[0]>['monitoring']): unknown =>
  objectsUnder(environment({ ...platform, ...(receivers && { monitoring: receivers }) })).find(
    ({ kind }) => kind === 'AlertmanagerConfig',
  );

const url = { secret: 'alerts', key: 'url' };

test('the alerts of each owner go to the owner, and all others where they go anyway', () => {
  const receivers = { 'team-a': { webhook: { url } }, 'team-b': { slack: { channel: '#b', apiUrl: url } } };
  expect(config({ ...monitoring, receivers })).toMatchObject({
    metadata: { namespace: 'dev', labels: { release: 'stack' } },
    spec: {
      route: {
        receiver: 'elsewhere',
        routes: [
          { receiver: 'team-a', matchers: [{ name: 'owner', value: 'team-a', matchType: '=' }] },
          { receiver: 'team-b', matchers: [{ name: 'owner', value: 'team-b', matchType: '=' }] },
        ],
      },
      receivers: [
        { name: 'elsewhere' },
        { name: 'team-a', webhookConfigs: [{ urlSecret: { name: 'alerts', key: 'url' } }] },
        { name: 'team-b', slackConfigs: [{ channel: '#b', apiURL: { name: 'alerts', key: 'url' } }] },
      ],
    },
  });
});

test('a pager is called by its routing key', () => {
  const receivers = { 'team-a': { pagerDuty: { routingKey: url } } };
  expect(config({ ...monitoring, receivers })).toMatchObject({
    spec: {
      receivers: [{ name: 'elsewhere' }, { pagerdutyConfigs: [{ routingKey: { name: 'alerts', key: 'url' } }] }],
    },
  });
});

test('without receivers there is no configuration', () => {
  expect(config()).toBeUndefined();
});
