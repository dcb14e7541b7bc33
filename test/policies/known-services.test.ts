import type { Issue } from 'cdk8s-fairway';
import { environment, error, microservice } from '../support/testing';

function problems(named: readonly string[], services: readonly string[]): readonly Issue[] {
  const dev = environment({ services: Object.fromEntries(named.map((name) => [name, { replicas: 2 }])) });
  for (const name of services) microservice(dev, name);
  return dev.issues.filter(({ rule }) => rule === 'unknown-service');
}

test('an environment may say something of each of its services', () => {
  expect(problems(['users', 'orders'], ['orders', 'users', 'log'])).toEqual([]);
});

test('fails when it says something of a service that is not there', () => {
  expect(problems(['user', 'orders'], ['users', 'orders'])).toEqual([
    error(
      'unknown-service',
      "services.user names no service of this environment: its services are 'users', 'orders'",
      'dev',
    ),
  ]);
});

test('fails when there is no service at all', () => {
  expect(problems(['users'], [])).toEqual([
    error('unknown-service', 'services.users names no service of this environment: its services are none', 'dev'),
  ]);
});

test('fails when its images lock has one that is not there', () => {
  const dev = environment({ imagesLock: { user: { tag: '1', digest: `sha256:${'a'.repeat(64)}` } } });
  expect(dev.issues).toEqual([
    error('unknown-service', 'imagesLock.user names no service of this environment: its services are none', 'dev'),
  ]);
});
