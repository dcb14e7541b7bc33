import { Testing } from 'cdk8s';
import {
  AdmissionPolicies,
  type AdmissionPoliciesProps,
  App,
  Environment,
  type EnvironmentProps,
  tiers,
  type Waiver,
} from 'cdk8s-fairway';
import { objectRules } from '../lib/policies/objects/rules';
import { type Manifest, record, records } from './support/manifest';
import { platform } from './support/testing';

const waiver: Waiver = { rule: 'probed', reason: 'no port', owner: 'ops', until: '9999-12-31' };

function policies(
  props: Partial<AdmissionPoliciesProps> = {},
  environments: Readonly<Record<string, Partial<EnvironmentProps>>> = { staging: {} },
): AdmissionPolicies {
  const app = new App({ onIssue: () => undefined });
  const made = Object.entries(environments).map(
    ([name, more]) => new Environment(app, name, { ...tiers.staging, ...platform, ...more }),
  );
  return new AdmissionPolicies(app, 'shop', { environments: made, ...props });
}

function objectsOf(chart: AdmissionPolicies): readonly Manifest[] {
  return Testing.synth(chart) as Manifest[];
}

function named(objects: readonly Manifest[], kind: string, name: string): Manifest {
  return record(objects.find((one) => one.kind === kind && record(one.metadata).name === name)?.spec);
}

function namespacesOf(objects: readonly Manifest[], rule: string): unknown {
  const binding = named(objects, 'ValidatingAdmissionPolicyBinding', `shop-${rule}`);
  const { namespaceSelector } = record(binding.matchResources);
  return records(record(namespaceSelector).matchExpressions)[0]?.values;
}

describe('by the API server itself', () => {
  const objects = objectsOf(policies({}, { staging: {}, qa: {} }));

  test('every rule has a policy and a binding of one name', () => {
    const names = objectRules.map(({ name }) => `shop-${name}`);
    const ofKind = (kind: string): unknown[] =>
      objects.filter((one) => one.kind === kind).map(({ metadata }) => record(metadata).name);

    expect(ofKind('ValidatingAdmissionPolicy').sort()).toEqual([...names].sort());
    expect(ofKind('ValidatingAdmissionPolicyBinding').sort()).toEqual([...names].sort());
    expect(objects.every(({ metadata }) => record(metadata).namespace === undefined)).toBe(true);
  });

  test('they guard the namespaces of the environments, and refuse', () => {
    expect(namespacesOf(objects, 'probed')).toEqual(['staging', 'qa']);
    expect(named(objects, 'ValidatingAdmissionPolicyBinding', 'shop-probed').validationActions).toEqual(['Deny']);
  });

  test('namespace default is closed', () => {
    expect(namespacesOf(objects, 'own-namespace')).toEqual(['default']);
  });

  test('they judge what the rule is about, when it is made and when it is changed', () => {
    const { matchConstraints, failurePolicy } = named(objects, 'ValidatingAdmissionPolicy', 'shop-probed');

    expect(failurePolicy).toBe('Fail');
    expect(record(matchConstraints).resourceRules).toEqual([
      {
        apiGroups: ['apps'],
        apiVersions: ['*'],
        operations: ['CREATE', 'UPDATE'],
        resources: ['deployments', 'statefulsets', 'daemonsets'],
      },
      { apiGroups: ['argoproj.io'], apiVersions: ['*'], operations: ['CREATE', 'UPDATE'], resources: ['rollouts'] },
    ]);
  });

  test('a ClusterRole belongs to no environment', () => {
    const { matchConstraints } = named(objects, 'ValidatingAdmissionPolicy', 'shop-no-wildcard-access');

    expect(records(record(matchConstraints).resourceRules).flatMap(({ resources }) => resources)).toEqual(['roles']);
  });

  test('they can warn only', () => {
    const binding = named(
      objectsOf(policies({ enforcement: 'warn' })),
      'ValidatingAdmissionPolicyBinding',
      'shop-probed',
    );

    expect(binding.validationActions).toEqual(['Warn']);
  });
});

describe('what an environment waives', () => {
  test('of a whole namespace leaves the namespace out', () => {
    const objects = objectsOf(policies({}, { staging: { waivers: [waiver] }, qa: {} }));

    expect(namespacesOf(objects, 'probed')).toEqual(['qa']);
    expect(namespacesOf(objects, 'pinned-image')).toEqual(['staging', 'qa']);
  });

  test('of the only namespace leaves the rule out', () => {
    const objects = objectsOf(policies({}, { staging: { waivers: [waiver] } }));

    expect(objects.filter(({ metadata }) => record(metadata).name === 'shop-probed')).toEqual([]);
  });

  test('of one object leaves that out', () => {
    const objects = objectsOf(policies({}, { staging: { waivers: [{ ...waiver, object: 'Deployment/cache' }] } }));
    const { matchConditions } = named(objects, 'ValidatingAdmissionPolicy', 'shop-probed');

    expect(namespacesOf(objects, 'probed')).toEqual(['staging']);
    expect(records(matchConditions).at(-1)).toEqual({
      name: 'waiver-1',
      expression: '!(request.namespace == "staging" && object.kind == "Deployment" && object.metadata.name == "cache")',
    });
  });

  test('tags that move are left out where any image is taken', () => {
    const objects = objectsOf(policies({}, { dev: { images: 'any' }, staging: {} }));

    expect(namespacesOf(objects, 'pinned-image')).toEqual(['staging']);
  });
});

test('by Gatekeeper, every rule has a template and a constraint of its kind', () => {
  const objects = objectsOf(policies({ engine: 'Gatekeeper', enforcement: 'warn' }));
  const template = named(objects, 'ConstraintTemplate', 'shoppinnedimage');

  expect(objects).toHaveLength(2 * objectRules.length);
  expect(record(record(record(template.crd).spec).names).kind).toBe('ShopPinnedImage');
  expect(named(objects, 'ShopPinnedImage', 'shop-pinned-image')).toMatchObject({
    enforcementAction: 'warn',
    match: { namespaces: ['staging'], kinds: expect.arrayContaining([{ apiGroups: ['apps'], kinds: ['Deployment'] }]) },
  });
});

test.each([
  [{}, ['guards no environment: name at least one in environments']],
  [
    { staging: {}, qa: { isolation: { cluster: { context: 'qa' } } } },
    ["guards 'staging', 'qa', which are on 2 clusters: make one for each cluster"],
  ],
] as const)('%j cannot be guarded', (environments, told) => {
  expect(policies({}, environments).node.validate()).toEqual(told);
});
