import { ApiObject } from 'cdk8s';
import type { Environment, EnvironmentProps, Waiver } from 'cdk8s-fairway';
import * as kplus from 'cdk8s-plus-28';
import { environment, microservice } from '../support/testing';
import { container, pod } from './objects/table';

const waiver: Waiver = {
  rule: 'no-host-namespaces',
  object: 'Pod/agent',
  reason: 'reads the network',
  owner: 'ops',
  until: '9999-12-31',
};

function withPod(props: Partial<EnvironmentProps> = {}): Environment {
  const dev = environment(props);
  new ApiObject(dev, 'agent', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'agent' },
    spec: { ...pod, hostNetwork: true, hostPID: true },
  });
  return dev;
}

test('an object that breaks a rule fails the synth, with every place and the fix', () => {
  expect(withPod().node.validate()).toEqual([
    "Pod/agent breaks 'no-host-namespaces' at spec.hostNetwork, spec.hostPID: remove hostNetwork, hostPID and hostIPC, or waive it by name, reason, owner and last day",
  ]);
});

test('a waiver makes it a note, with its owner', () => {
  const dev = withPod({ waivers: [waiver] });

  expect(dev.node.validate()).toEqual([]);
  expect(dev.issues).toEqual([
    expect.objectContaining({
      severity: 'note',
      rule: 'no-host-namespaces',
      message: expect.stringMatching(/\(waived by ops until 9999-12-31: reads the network\)$/),
    }),
  ]);
});

test.each([
  ['object', { object: 'Pod/other' }],
  ['rule', { rule: 'pinned-image' }],
  ['service', { service: 'users' }],
])('a waiver of another %s does not cover it', (_what, other) => {
  expect(withPod({ waivers: [{ ...waiver, ...other }] }).node.validate()).toHaveLength(1);
});

test('a Deployment of cdk8s-plus is told what Pod Security would refuse', () => {
  const dev = environment();
  new kplus.Deployment(dev, 'cache', { containers: [{ image: 'cache:1', portNumber: 80 }] });

  expect(dev.node.validate().join('\n')).toContain("breaks 'restricted-container' at");
});

test('an override that breaks a rule fails the synth under its service', () => {
  const dev = environment();
  const users = microservice(dev, 'users', { ports: { http: 8080 } });
  users.override('Service', { spec: { type: 'NodePort' } });

  expect(users.node.validate()).toEqual([
    expect.stringMatching(/^Service\/users breaks 'internal-service' at spec.type: /),
  ]);
});

test.each([
  ['any', []],
  [{ tags: ['1.*'] }, ["Deployment/users breaks 'pinned-image'"]],
] as const)('a tag that moves is refused where the rule of images is %j', (images, told) => {
  const dev = environment({ images });
  const users = microservice(dev, 'users');
  users.override('Deployment', {
    spec: { template: { spec: { initContainers: [sidecar('busybox:latest')] } } },
  });

  expect(users.node.validate().map((message) => message.split(' at ')[0])).toEqual(told);
});

/** A container that keeps every rule but that of images. */
function sidecar(image: string): object {
  return { ...container, name: 'wait', image, ports: undefined, readinessProbe: undefined };
}
