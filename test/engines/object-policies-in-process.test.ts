import { ObjectPolicies, type ObjectPoliciesViolation } from 'cdk8s-fairway';

const service = (name: string, type: string): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'shop' },
  spec: { type },
});
const waiver = {
  rule: 'internal-service',
  namespace: 'shop',
  reason: 'no Ingress yet',
  owner: 'ann',
  until: '9999-12-31',
};

interface Verdict {
  readonly status: string | undefined;
  readonly violations: readonly ObjectPoliciesViolation[];
}

/** The command line is a fake here; the real one loads the plugin in the test beside this one. */
async function judge(
  objects: readonly unknown[],
  props?: ConstructorParameters<typeof ObjectPolicies>[0],
): Promise<Verdict> {
  const violations: ObjectPoliciesViolation[] = [];
  let status: string | undefined;
  await new ObjectPolicies(props).validate({
    manifests: ['a.yaml'],
    parseManifest: () => objects,
    report: {
      addViolation: (violation) => violations.push(violation),
      submit: (given) => {
        status = given;
      },
    },
  });
  return { status, violations };
}

test('what breaks a rule is told with its object, its place and what to change', async () => {
  const { status, violations } = await judge([service('a', 'NodePort'), null]);
  expect(status).toBe('failure');
  expect(violations).toEqual([
    {
      ruleName: 'internal-service',
      recommendation: "Service/a in shop breaks 'internal-service'",
      fix: expect.any(String),
      violatingResources: [{ resourceName: 'a', locations: ['spec.type'], manifestPath: 'a.yaml' }],
    },
  ]);
});

test('a waiver lets an object pass', async () => {
  expect(await judge([service('a', 'NodePort')], { waivers: [waiver] })).toEqual({ status: 'success', violations: [] });
});

test.each([
  ['that covers nothing', waiver, service('a', 'ClusterIP')],
  ['that has expired', { ...waiver, until: '2001-01-01' }, service('a', 'NodePort')],
  ['without an owner', { ...waiver, owner: '' }, service('a', 'NodePort')],
])('a waiver %s fails', async (_, given, object) => {
  const { status, violations } = await judge([object], { waivers: [given] });
  expect(status).toBe('failure');
  expect(violations).toContainEqual(
    expect.objectContaining({ ruleName: 'waiver', fix: 'change the waiver in cdk8s.yaml' }),
  );
});

test('an object without a namespace is told by its name alone', async () => {
  const role = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec: { type: 'NodePort' } };
  const { violations } = await judge([role]);
  expect(violations.map(({ recommendation }) => recommendation)).toContain("Service/a breaks 'internal-service'");
});
