import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { type LiveObject, readByKubectl } from '../../lib/engines/pulumi/cluster';
import { type Awaited, refuseConflicts, reportCauses } from '../../lib/engines/pulumi/live';

/** Programs are looked for on the PATH of the test: in jest, a child would otherwise get the PATH that jest began with. */
jest.mock('node:child_process', () => {
  const real = jest.requireActual<typeof import('node:child_process')>('node:child_process');
  const execFile = (file: string, args: string[], options: object, done: () => void): ChildProcess =>
    real.execFile(file, args, { ...options, env: process.env }, done);
  return { ...real, execFile };
});

/** Pulumi's own stand-in for its engine, and answers in place of a cluster: the real ones are in test/cluster. */
const engine = { newResource: ({ name }: { name: string }) => ({ id: name, state: {} }), call: () => ({}) };

const warn = jest.spyOn(pulumi.log, 'warn');
const info = jest.spyOn(pulumi.log, 'info');

beforeEach(async () => {
  await pulumi.runtime.setMocks(engine);
  warn.mockReset().mockResolvedValue();
  info.mockReset().mockResolvedValue();
});

const place = { namespace: 'shop' };
const wanted = ['web', 'api'].map((name) => ({
  path: `prod/${name}/Deployment`,
  data: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'shop' }, spec: { replicas: 2 } },
}));

function scaled(name: string): LiveObject {
  const managedFields = [{ manager: 'kubectl', fieldsV1: { 'f:spec': { 'f:replicas': {} } } }];
  return { kind: 'Deployment', metadata: { name, managedFields }, spec: { replicas: 4 } };
}

describe('fields that others have changed', () => {
  test('stop the program, all in one message that says what to do', async () => {
    const attempt = refuseConflicts(place, wanted, async () => [scaled('web'), scaled('api')]);
    await expect(attempt).rejects.toThrow(
      [
        'changed in the cluster by others: 2 fields',
        "  [prod/web/Deployment] spec.replicas is 4, set by 'kubectl'; the program says 2",
        "  [prod/api/Deployment] spec.replicas is 4, set by 'kubectl'; the program says 2",
        'undo the change there, say it in the program, or take it over with deploy(environment, { takeOver: true })',
      ].join('\n'),
    );
  });

  test('are a warning in a preview', async () => {
    await pulumi.runtime.setMocks(engine, 'shop', 'prod', true);
    await refuseConflicts(place, wanted, async () => [scaled('web')]);
    expect(warn.mock.calls[0]![0]).toContain('changed in the cluster by others: one field');
  });

  test('are asked for by kind, in the namespace of the environment, and never Secrets', async () => {
    const read = jest.fn(async () => [] as const);
    const metadata = { name: 'x', namespace: 'shop' };
    const others = [
      { path: 's', data: { apiVersion: 'v1', kind: 'Secret', metadata } },
      { path: 'c', data: { apiVersion: 'v1', kind: 'ConfigMap', metadata } },
      {
        path: 'k',
        data: { apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaTopic', metadata: { name: 'x', namespace: 'kafka' } },
      },
      { path: 'n', data: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } } },
    ];
    await refuseConflicts(place, [...wanted, ...others], read);
    expect(read).toHaveBeenCalledWith(place, ['Deployment.v1.apps', 'ConfigMap.v1.'], {
      'app.kubernetes.io/managed-by': 'cdk8s-fairway',
    });
    await refuseConflicts(place, others.slice(2), read);
    expect(read).toHaveBeenCalledTimes(1);
  });

  test('are not looked at where the cluster cannot be read, and the log says why', async () => {
    await refuseConflicts(place, wanted, () => Promise.reject(new Error('there is no kubectl on PATH')));
    expect(info).toHaveBeenCalledWith(
      'what others have changed in the cluster was not looked at: there is no kubectl on PATH',
    );
  });
});

describe('what holds Deployments up', () => {
  const refused = (name: string): LiveObject => ({
    kind: 'Deployment',
    metadata: { name },
    status: { conditions: [{ type: 'ReplicaFailure', status: 'True', message: 'exceeded quota' }] },
  });
  const web = (up: Promise<string>): Awaited => ({ path: 'prod/web/Deployment', name: 'web', id: pulumi.output(up) });

  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test('is told once for each while it is waited for, and no longer', async () => {
    let up = (_id: string): void => undefined;
    const started = new Promise<string>((resolve) => {
      up = resolve;
    });
    const read = jest.fn(async () => [refused('web'), refused('stranger')]);
    reportCauses(place, [web(started)], read);
    expect(read).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(16_000);
    expect(read).toHaveBeenCalledTimes(2);
    expect(warn.mock.calls).toEqual([['[prod/web/Deployment] not up yet: exceeded quota']]);
    up('shop/web');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(read.mock.calls.length).toBeLessThanOrEqual(3);
  });

  test('is nothing where the cluster cannot be read', async () => {
    reportCauses(place, [web(new Promise(() => undefined))], () => Promise.reject(new Error('no answer')));
    await jest.advanceTimersByTimeAsync(16_000);
    expect(warn).not.toHaveBeenCalled();
  });
});

describe('kubectl', () => {
  const path = process.env.PATH!;
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fairway-kubectl-'));
    process.env.PATH = folder;
  });

  afterEach(() => {
    process.env.PATH = path;
    rmSync(folder, { recursive: true });
  });

  function fakeKubectl(script: string): void {
    writeFileSync(join(folder, 'kubectl'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'kubectl'), 0o755);
    process.env.PATH = `${folder}${delimiter}${path}`;
  }

  test('is asked in the context of the environment', async () => {
    fakeKubectl('echo "{\\"items\\":[{\\"kind\\":\\"Pod\\",\\"args\\":\\"$*\\"}]}"');
    const [answer] = await readByKubectl({ namespace: 'shop', context: 'eu' }, ['Pod.v1.'], { a: 'b', c: 'd' });
    expect(answer!.args).toBe(
      '--context eu get Pod.v1. --namespace shop --selector a=b,c=d --show-managed-fields --request-timeout=10s --output json',
    );
    const [current] = await readByKubectl(place, ['Pod.v1.'], {});
    expect(current!.args).toMatch(/^get Pod/);
  });

  test('is quoted where it fails, and missed where there is none', async () => {
    await expect(readByKubectl(place, ['Pod.v1.'], {})).rejects.toThrow('there is no kubectl on PATH');
    fakeKubectl('echo "trying" >&2; echo "no such host" >&2; exit 1');
    await expect(readByKubectl(place, ['Pod.v1.'], {})).rejects.toThrow(/^no such host$/);
  });
});
