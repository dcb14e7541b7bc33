import type { Issue, Replicas } from '../../lib/index';
import { resolveScaling } from '../../lib/model/scaling';
import { error, issuesOf, resolved } from '../support/testing';

const problems = (replicas: Replicas): readonly Issue[] => issuesOf((issues) => resolveScaling(replicas, issues));

test.each([0, 1, 7])('%i replicas are a fixed number', (replicas) => {
  expect(resolved((issues) => resolveScaling(replicas, issues))).toEqual({ min: replicas, max: replicas });
});

test('a range is an autoscaler’s, at 70 per cent of CPU', () => {
  expect(resolved((issues) => resolveScaling({ min: 2, max: 5 }, issues))).toEqual({ min: 2, max: 5, cpuPercent: 70 });
});

test('the CPU target can be said', () => {
  expect(resolved((issues) => resolveScaling({ min: 1, max: 2, cpuPercent: 55 }, issues)).cpuPercent).toBe(55);
});

test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d replicas', (replicas) => {
  expect(problems(replicas)).toEqual([
    error('replicas', `replicas is ${replicas}: it must be a whole number of at least 0`),
  ]);
});

test.each([0, -1, 1.5])('refuses a least number of %d', (min) => {
  expect(problems({ min, max: 3 })).toEqual([
    error('replicas', `replicas.min is ${min}: it must be a whole number of at least 1`),
  ]);
});

test.each([0, -5, 12.5])('refuses a CPU target of %d', (cpuPercent) => {
  expect(problems({ min: 1, max: 2, cpuPercent })).toEqual([
    error('replicas', `replicas.cpuPercent is ${cpuPercent}: it must be a whole number of at least 1`),
  ]);
});

test.each([1, 2])('refuses a range from 2 to %i', (max) => {
  expect(problems({ min: 2, max })).toEqual([
    error(
      'replicas',
      `replicas.max ${max} is not over replicas.min 2: raise it, or write the fixed number replicas: 2`,
    ),
  ]);
});

test.each([2.5, Number.POSITIVE_INFINITY])('refuses a range from 1 to %d', (max) => {
  expect(problems({ min: 1, max })).toEqual([
    error('replicas', `replicas.max is ${max}: it must be a whole number of at least 1`),
  ]);
});
