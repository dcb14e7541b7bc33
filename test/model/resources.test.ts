import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import type { Issue } from '../../lib/index';
import { type ResourceOptions, type ResourceSize, resolveResources } from '../../lib/model/resources';
import { error, issuesOf, resolved } from '../support/testing';

const MEBI = 2 ** 20;
const resources = (given: ResourceSize | ResourceOptions, limits = true): ReturnType<typeof resolveResources> =>
  resolved((issues) => resolveResources(given, limits, issues));
const problems = (given: ResourceOptions): readonly Issue[] =>
  issuesOf((issues) => resolveResources(given, true, issues));

test.each([
  ['xs', 50, 64],
  ['s', 100, 128],
  ['m', 250, 256],
  ['l', 500, 512],
  ['xl', 1000, 1024],
] as const)('size %s asks for %i thousandths of CPU and %i MiB', (size, cpu, memory) => {
  expect(resources(size)).toEqual({
    cpuMillis: cpu,
    cpuLimitMillis: 4 * cpu,
    memoryBytes: memory * MEBI,
    memoryLimitBytes: memory * MEBI,
    ephemeralBytes: 256 * MEBI,
  });
});

test('exact figures have a CPU limit of four times the request, a memory limit of the request, and 256Mi of disk', () => {
  expect(resources({ cpu: '300m', memory: '200Mi' })).toEqual({
    cpuMillis: 300,
    cpuLimitMillis: 1200,
    memoryBytes: 200 * MEBI,
    memoryLimitBytes: 200 * MEBI,
    ephemeralBytes: 256 * MEBI,
  });
});

test('every figure can be said, as text or in cdk8s’ own types', () => {
  const expected = {
    cpuMillis: 300,
    cpuLimitMillis: 2000,
    memoryBytes: 200 * MEBI,
    memoryLimitBytes: 400 * MEBI,
    ephemeralBytes: 1024 * MEBI,
  };
  expect(
    resources({ cpu: '300m', cpuLimit: '2', memory: '200Mi', memoryLimit: '400Mi', ephemeralStorage: '1Gi' }),
  ).toEqual(expected);
  expect(
    resources({
      cpu: Cpu.millis(300),
      cpuLimit: Cpu.units(2),
      memory: Size.mebibytes(200),
      memoryLimit: Size.mebibytes(400),
      ephemeralStorage: Size.gibibytes(1),
    }),
  ).toEqual(expected);
});

describe('no CPU limit', () => {
  test('has a container that says so', () => {
    expect(resources({ cpu: '1', cpuLimit: 'none', memory: '1Gi' })).not.toHaveProperty('cpuLimitMillis');
  });

  test('has every container of an environment that says so', () => {
    expect(resources('m', false)).not.toHaveProperty('cpuLimitMillis');
    expect(resources({ cpu: '1', memory: '1Gi' }, false)).not.toHaveProperty('cpuLimitMillis');
  });

  test('but the one that has its own', () => {
    expect(resources({ cpu: '1', cpuLimit: '2', memory: '1Gi' }, false)).toHaveProperty('cpuLimitMillis', 2000);
  });
});

test('refuses an unknown size', () => {
  const given = 'xxl' as ResourceSize;
  expect(issuesOf((issues) => resolveResources(given, true, issues))).toEqual([
    error('resource-size', "unknown size 'xxl': allowed are xs, s, m, l, xl, or exact figures { cpu, memory }"),
  ]);
});

test('refuses a size by the name of something every object has', () => {
  expect(issuesOf((issues) => resolveResources('toString' as ResourceSize, true, issues))).toHaveLength(1);
});

test('refuses every quantity that is none, all at once', () => {
  const wrong = (field: string, value: string, example: string): Issue =>
    error('quantity', `${field} ${value} is not a positive quantity: write it like ${example}`);
  expect(problems({ cpu: '0', cpuLimit: 'lots', memory: '128MB', memoryLimit: '-1Mi', ephemeralStorage: '' })).toEqual([
    wrong('cpu', '"0"', "'250m' or '1.5'"),
    wrong('memory', '"128MB"', "'256Mi' or '1Gi'"),
    wrong('cpuLimit', '"lots"', "'250m' or '1.5'"),
    wrong('memoryLimit', '"-1Mi"', "'256Mi' or '1Gi'"),
    wrong('ephemeralStorage', '""', "'256Mi' or '1Gi'"),
  ]);
});

test('refuses a CPU limit under the request', () => {
  expect(problems({ cpu: '1', cpuLimit: '250m', memory: '1Gi' })).toEqual([
    error('quantity', 'cpuLimit 250m is under the request 1: raise it to at least the request'),
  ]);
});

test('refuses a memory limit under the request', () => {
  expect(problems({ cpu: '1', memory: '2Ki', memoryLimit: '1Ki' })).toEqual([
    error('quantity', 'memoryLimit of 1024 bytes is under the request of 2048: raise it to at least the request'),
  ]);
});

test('takes limits that equal the requests', () => {
  expect(problems({ cpu: '1', cpuLimit: '1', memory: '1Gi', memoryLimit: '1Gi' })).toEqual([]);
});
