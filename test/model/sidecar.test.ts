import { type Issue, type SidecarOptions, tiers } from '../../lib/index';
import { resolveEnvironment } from '../../lib/model/environment';
import { type ResolvedSidecar, resolveSidecars } from '../../lib/model/sidecar';
import { issuesOf, resolved } from '../support/testing';

const environment = (cpuLimits = true): ReturnType<typeof resolveEnvironment> =>
  resolved((issues) => resolveEnvironment('prod', { ...tiers.prod, cpuLimits }, issues));
const sidecar = (options: SidecarOptions, cpuLimits?: boolean): ResolvedSidecar | undefined =>
  resolved((issues) => resolveSidecars({ proxy: options }, environment(cpuLimits), issues))[0];
const problems = (options: SidecarOptions): readonly Issue[] =>
  issuesOf((issues) => resolveSidecars({ proxy: options }, environment(), issues));

test('a sidecar is its image, as small and as closed as can be', () => {
  expect(sidecar({ image: 'envoy:1.30' })).toEqual({
    name: 'proxy',
    image: 'envoy:1.30',
    env: {},
    ports: [],
    resources: expect.objectContaining({ cpuMillis: 50, cpuLimitMillis: 200 }),
    security: expect.objectContaining({ user: 10_001, readOnlyRoot: true }),
  });
});

test('everything about it can be said', () => {
  const given = { image: 'envoy:1.30', command: ['envoy'], args: ['-c', 'x'], env: { A: 'b' } };
  expect(sidecar({ ...given, ports: { http: 8080 }, resources: 'm', security: { user: 5 } })).toMatchObject({
    ...given,
    ports: [{ name: 'http', containerPort: 8080 }],
    resources: { cpuMillis: 250 },
    security: { user: 5 },
  });
});

test('it follows its environment in having no CPU limit', () => {
  expect(sidecar({ image: 'envoy:1.30' }, false)?.resources).not.toHaveProperty('cpuLimitMillis');
});

test('its image is of any version but none, where the environment has a rule for images', () => {
  expect(problems({ image: 'envoy:1.30' })).toEqual([]);
  expect(problems({ image: 'envoy' }).map(({ rule }) => rule)).toEqual(['image-rule']);
});

test('fails by the same rules as a service', () => {
  const wrong = { image: '?', ports: { A: 70_000 }, resources: { cpu: '0', memory: '1Gi' }, security: { user: 0 } };
  expect(problems(wrong).map(({ rule }) => rule)).toEqual([
    'image',
    'port-name',
    'port-number',
    'port-number',
    'quantity',
    'run-as-user',
  ]);
});
