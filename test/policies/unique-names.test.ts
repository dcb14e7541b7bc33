import { ApiObject, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { ObjectIdentity } from '../../lib/policies';
import { uniqueNames } from '../../lib/policies/unique-names';
import { environment, error, microservice } from '../support/testing';

const object = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'dev', name: 'a', path: 'dev/a' };
const problems = (...objects: readonly ObjectIdentity[]): ReturnType<typeof uniqueNames> =>
  uniqueNames({ objects } as never);

test.each([
  ['apiVersion', { apiVersion: 'v2' }],
  ['kind', { kind: 'Secret' }],
  ['namespace', { namespace: 'prod' }],
  ['name', { name: 'b' }],
])('two objects may agree in all but the %s', (_field, other) => {
  expect(problems(object, { ...object, ...other })).toEqual([]);
});

test('fails when two objects of a namespace have one name', () => {
  expect(problems(object, { ...object, path: 'dev/b' })).toEqual([
    error(
      'name-collision',
      "ConfigMap 'a' stands in namespace 'dev' already, made by dev/a: rename one of the two",
      'dev/b',
    ),
  ]);
});

test('fails when two objects of the cluster have one name', () => {
  const role = { ...object, kind: 'ClusterRole', namespace: '' };
  expect(problems(role, { ...role, path: 'dev/b' })).toEqual([
    error(
      'name-collision',
      "ClusterRole 'a' stands in the cluster already, made by dev/a: rename one of the two",
      'dev/b',
    ),
  ]);
});

test('fails for every further object of that name', () => {
  expect(problems(object, { ...object, path: 'b' }, { ...object, path: 'c' }).map(({ path }) => path)).toEqual([
    'b',
    'c',
  ]);
});

describe('in an environment', () => {
  test('fails when two services have one name', () => {
    const dev = environment();
    for (const system of ['a', 'b']) microservice(new Construct(dev, system), 'users', { ports: { http: 8080 } });
    const found = dev.issues.filter(({ rule }) => rule === 'name-collision');
    expect(found.map(({ message }) => message.split(' ')[0])).toEqual([
      'ServiceAccount',
      'Deployment',
      'Service',
      'NetworkPolicy',
    ]);
    expect(new Set(found.map(({ path }) => path))).toEqual(new Set(['dev/b/users']));
  });

  test('fails when an object of cdk8s has the name of one of ours', () => {
    const dev = environment();
    new ApiObject(dev, 'mine', { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'services' } });
    expect(dev.issues).toContainEqual(
      error(
        'name-collision',
        "ResourceQuota 'services' stands in namespace 'dev' already, made by dev: rename one of the two",
        'dev',
      ),
    );
  });

  test('fails when another namespace of its name is made, which is of the cluster', () => {
    const dev = environment();
    new ApiObject(dev, 'mine', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'dev' } });
    expect(dev.node.validate()).toEqual([
      "Namespace 'dev' stands in the cluster already, made by dev: rename one of the two",
    ]);
  });

  test('fails the synth when an object of cdk8s-plus has the name of another', () => {
    const dev = environment();
    new kplus.ConfigMap(dev, 'one', { metadata: { name: 'mine' } });
    new kplus.ConfigMap(dev, 'two', { metadata: { name: 'mine' } });
    const failures = dev.node.findAll().flatMap(({ node }) => node.validate());
    expect(failures.join()).toContain("ConfigMap 'mine' stands in namespace 'dev' already, made by dev/one");
  });

  test('fails for objects without a namespace, in a chart within it, as for those of the cluster', () => {
    const dev = environment();
    const chart = new Chart(dev, 'chart');
    for (const id of ['a', 'b'])
      new ApiObject(chart, id, { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'it' } });
    expect(dev.node.validate()).toEqual([
      "dev/chart: Thing 'it' stands in the cluster already, made by dev/chart: rename one of the two",
    ]);
  });
});
