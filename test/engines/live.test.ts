import { causesOf } from '../../lib/engines/pulumi/causes';
import type { LiveObject } from '../../lib/engines/pulumi/cluster';
import { conflictsOf } from '../../lib/engines/pulumi/conflicts';
import { tokenOf } from '../../lib/model/token';

const wanted = {
  spec: {
    replicas: 2,
    template: {
      spec: { containers: [{ name: 'web', image: 'web:1', ports: [{ containerPort: 80, protocol: 'TCP' }] }] },
    },
  },
};

function live(spec: object, managedFields: LiveObject['metadata']['managedFields']): LiveObject {
  return { kind: 'Deployment', metadata: { name: 'web', ...(managedFields && { managedFields }) }, spec };
}

const replicas = { 'f:spec': { 'f:replicas': {} } };
const scaled = { ...wanted.spec, replicas: 4 };

describe('a conflict', () => {
  test('is a field that somebody else has set to another value', () => {
    const object = live(scaled, [{ manager: 'kubectl', subresource: 'scale', fieldsV1: replicas }]);
    expect(conflictsOf(wanted, object)).toEqual([{ field: 'spec.replicas', manager: 'kubectl', live: 4, wanted: 2 }]);
  });

  test('is found within the item of a list that its keys choose', () => {
    const spec = { template: { spec: { containers: [{ name: 'side' }, { name: 'web', image: 'web:hot' }] } } };
    const fieldsV1 = {
      'f:spec': { 'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"web"}': { '.': {}, 'f:image': {} } } } } },
    };
    expect(conflictsOf(wanted, live(spec, [{ manager: 'kubectl-set', fieldsV1 }]))).toEqual([
      {
        field: 'spec.template.spec.containers[name=web].image',
        manager: 'kubectl-set',
        live: 'web:hot',
        wanted: 'web:1',
      },
    ]);
  });

  test.each([
    ['a value that both agree on', live(wanted.spec, [{ manager: 'kubectl', fieldsV1: replicas }])],
    ['what Pulumi wrote itself', live(scaled, [{ manager: 'pulumi-kubernetes-1a2b', fieldsV1: replicas }])],
    ['the status', live(scaled, [{ manager: 'kubelet', subresource: 'status', fieldsV1: replicas }])],
    [
      'a field that the program leaves open',
      live(scaled, [{ manager: 'kubectl', fieldsV1: { 'f:spec': { 'f:paused': {} } } }]),
    ],
    ['a value in a set', live(scaled, [{ manager: 'kubectl', fieldsV1: { 'f:spec': { 'v:"x"': {} } } }])],
    ['an entry without fields', live(scaled, [{ manager: 'kubectl' }])],
    ['an object that tells no writers', live(scaled, undefined)],
  ])('is not %s', (_what, object) => {
    expect(conflictsOf(wanted, object)).toEqual([]);
  });

  test('cannot be told of a late value', () => {
    const late = { spec: { host: tokenOf('an Output') } };
    const fieldsV1 = { 'f:spec': { 'f:host': {} } };
    expect(conflictsOf(late, live({ host: 'db' }, [{ manager: 'kubectl', fieldsV1 }]))).toEqual([]);
  });
});

describe('the cause', () => {
  const status = (type: string, value: string, message = 'because'): object => ({
    conditions: [
      { type: 'Other', status: 'True' },
      { type, status: value, message },
    ],
  });

  test('is told of a Deployment whose pods the server refuses, and of one whose pods no node takes', () => {
    const refused = {
      kind: 'Deployment',
      metadata: { name: 'web' },
      status: status('ReplicaFailure', 'True', 'quota'),
    };
    const labels = { 'app.kubernetes.io/instance': 'api' };
    const pending = {
      kind: 'Pod',
      metadata: { name: 'api-1', labels },
      status: status('PodScheduled', 'False', 'no node'),
    };
    expect(causesOf([refused, pending])).toEqual([
      { deployment: 'web', message: 'quota' },
      { deployment: 'api', message: 'no node' },
    ]);
  });

  test('is not made up', () => {
    const metadata = { name: 'web' };
    expect(
      causesOf([
        { kind: 'Deployment', metadata },
        { kind: 'Deployment', metadata, status: {} },
        { kind: 'Deployment', metadata, status: status('ReplicaFailure', 'False') },
        { kind: 'Pod', metadata, status: status('PodScheduled', 'True') },
        { kind: 'Pod', metadata, status: status('PodScheduled', 'False') },
      ]),
    ).toEqual([]);
  });
});
