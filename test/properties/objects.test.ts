import fc from 'fast-check';
import { violationsOf } from '../../lib/policies/objects/check';
import { containersOf, figuresOf, podOf, quantity, quotaOf, wrongNames } from '../support/kubernetes';
import { type Json, nameOf, record, records, text } from '../support/manifest';
import { restrictedProblems } from '../support/pod-security';
import { schemaProblems } from '../support/schemas';
import { build, systemsOfAnyTier } from '../support/systems';
import { objectsUnder, quietApp } from '../support/testing';

/** Runs a check over the objects of a hundred random systems; what concerns one object alone needs no large ones. */
function everySystem(check: (objects: readonly Json[]) => void, most = 12): void {
  fc.assert(
    fc.property(systemsOfAnyTier(most), (plan) => {
      const environment = build(quietApp().app, plan);
      expect(environment.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
      check(objectsUnder(environment));
    }),
    { numRuns: 100 },
  );
}

function podsIn(objects: readonly Json[]): readonly Json[] {
  return objects.map(podOf).filter((pod) => pod !== undefined);
}

test('no two objects are the same', () => {
  everySystem((objects) => {
    const identities = objects.map((object) => `${text(object.apiVersion)} ${nameOf(object)}`);
    expect(identities.filter((identity, at) => identities.indexOf(identity) !== at)).toEqual([]);
  });
});

test('every object is what its schema says', () => {
  everySystem((objects) => {
    const known = objects.filter(({ kind }) => kind !== 'ServiceIntentions');
    expect(known.flatMap((object) => schemaProblems(object))).toEqual([]);
  });
});

test('every pod passes Pod Security restricted', () => {
  everySystem((objects) => {
    expect(podsIn(objects).flatMap((pod) => restrictedProblems(pod))).toEqual([]);
  }, 5);
});

test('every object keeps the rules that all objects are held to', () => {
  everySystem((objects) => {
    const found = objects.flatMap((object) =>
      violationsOf(object).map(({ rule, location }) => `${nameOf(object)} breaks ${rule.name} at ${location}`),
    );
    expect(found).toEqual([]);
  }, 5);
});

test('every name is one that the API server takes', () => {
  everySystem((objects) => {
    expect(objects.flatMap((object) => wrongNames(object).map((wrong) => `${nameOf(object)}: ${wrong}`))).toEqual([]);
  }, 5);
});

test('no limit of a container is under its request', () => {
  everySystem((objects) => {
    for (const { resources } of podsIn(objects).flatMap(containersOf)) {
      const { requests, limits } = record(resources);
      const under = Object.entries(record(limits)).filter(
        ([name, limit]) => quantity(limit) < quantity(record(requests)[name]),
      );
      expect(under).toEqual([]);
    }
  }, 5);
});

test('no two volumes or containers of a pod have one name', () => {
  everySystem((objects) => {
    for (const pod of podsIn(objects)) {
      for (const list of [records(pod.volumes), containersOf(pod)]) {
        const names = list.map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
      }
    }
  }, 5);
});

/** The most pods that a Deployment has: what its autoscaler allows, and one more while it rolls, or as many again. */
function mostPods(deployment: Json, objects: readonly Json[]): number {
  const { name } = record(deployment.metadata);
  const scalers = objects.filter((object) => record(object.metadata).name === name).map(({ spec }) => record(spec));
  const most = scalers.map(({ maxReplicas, maxReplicaCount }) => maxReplicas ?? maxReplicaCount).find(Number.isInteger);
  const rollout = scalers.find(({ workloadRef }) => workloadRef !== undefined);
  const count = Number(most ?? (rollout ?? record(deployment.spec)).replicas);
  if (count === 0) return 0;
  return record(record(rollout?.strategy).canary).trafficRouting === undefined ? count + 1 : 2 * count;
}

test('all pods at their most, and one rolling update of each service, fit into the quota', () => {
  everySystem((objects) => {
    const hard = record(record(objects.find(({ kind }) => kind === 'ResourceQuota')?.spec).hard);
    const sums: Record<string, number> = {};
    for (const deployment of objects.filter(({ kind }) => kind === 'Deployment')) {
      for (const [name, amount] of Object.entries(quotaOf(podOf(deployment)!))) {
        sums[name] = (sums[name] ?? 0) + amount * mostPods(deployment, objects);
      }
    }
    for (const [name, most] of Object.entries(hard)) {
      expect(sums[name] ?? 0).toBeLessThanOrEqual(quantity(most) * (1 + Number.EPSILON * 100));
    }
  });
});

test('a quota asks of every container only what every container says', () => {
  everySystem((objects) => {
    const { pods: _pods, ...hard } = record(record(objects.find(({ kind }) => kind === 'ResourceQuota')?.spec).hard);
    for (const container of podsIn(objects).flatMap(containersOf)) {
      const said = new Set(figuresOf(container).map(([name]) => name));
      expect(Object.keys(hard).filter((name) => !said.has(name))).toEqual([]);
    }
  }, 5);
});
