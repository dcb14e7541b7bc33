import type { ConfigAs, ConfigValues } from 'cdk8s-fairway';
import { overridesName } from '../../lib/resources/config-map';
import { type Json, record, text } from '../support/manifest';
import { objectOf, users } from '../support/testing';

const configMap = (config: ConfigValues, configAs?: ConfigAs): Json =>
  objectOf(users({ config, ...(configAs && { configAs }) }), 'ConfigMap');
const name = (...given: Parameters<typeof configMap>): string => text(record(configMap(...given).metadata).name);

test('it holds every key as text', () => {
  expect(configMap({ 'log.level': 'info', B: 1, A: false }).data).toEqual({ 'log.level': 'info', B: '1', A: 'false' });
});

test('there is none without configuration', () => {
  expect(users().objects).not.toHaveProperty('ConfigMap');
});

test('it holds what the environment says, of a service that says nothing', () => {
  expect(objectOf(users({}, { platformConfig: { A: 'p' } }), 'ConfigMap').data).toEqual({ A: 'p' });
});

test('under the name of its content it never changes', () => {
  expect(configMap({ A: 1 }).immutable).toBe(true);
  expect(name({ A: 1 })).toMatch(/^users-config-[0-9a-f]{10}$/);
  expect(name({ A: 2 })).not.toBe(name({ A: 1 }));
});

test.each<ConfigAs>([
  { as: 'env', reload: 'restart' },
  { as: 'files', reload: 'live' },
])('under a fixed name it may change: %j', (configAs) => {
  expect(configMap({ A: 1 }, configAs)).not.toHaveProperty('immutable');
  expect(name({ A: 1 }, configAs)).toBe('users-config');
});

test('what operators may put in place of it has the service’s name', () => {
  expect(overridesName('users')).toBe('users-overrides');
});
