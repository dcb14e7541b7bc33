import { ApiObject, Duration } from 'cdk8s';
import { record, records } from '../support/manifest';
import { microservice, objectsUnder, platform } from '../support/testing';
import { deliveredShop, deliveredTier, specOf } from './deliveries';

describe('the project', () => {
  const prod = deliveredShop('prod', { syncGroups: ['shop-operators'] });
  const spec = specOf(prod, 'AppProject');

  test('takes from one repository', () => {
    expect(spec.sourceRepos).toEqual(['https://git.shop.example/shop.git']);
  });

  test('gives to the namespaces that the environment’s objects are in, on its cluster', () => {
    expect(spec.destinations).toEqual([
      { name: 'prod-eu', namespace: 'kafka' },
      { name: 'prod-eu', namespace: 'shop' },
    ]);
  });

  test('permits one object of the cluster, by its name', () => {
    expect(spec.clusterResourceWhitelist).toEqual([{ group: '', kind: 'Namespace', name: 'shop' }]);
  });

  test('permits exactly the kinds that are used, and what is made of a Deployment and of a Rollout', () => {
    const used = objectsUnder(prod.environment)
      .filter(({ kind }) => kind !== 'Namespace')
      .map(({ apiVersion, kind }) => `${String(apiVersion).split('/').slice(0, -1).join('')}/${kind}`);
    const permitted = records(spec.namespaceResourceWhitelist).map(({ group, kind }) => `${group}/${kind}`);
    const made = ['apps/ReplicaSet', '/Pod', 'argoproj.io/AnalysisRun'];
    expect(permitted).toEqual([...new Set([...used, ...made])].sort());
    expect(permitted).toContain('kafka.strimzi.io/KafkaTopic');
    expect(permitted).not.toContain('/Secret');
  });

  test('permits no analyses where nothing is released by a canary', () => {
    const kinds = records(specOf(deliveredShop('dev'), 'AppProject').namespaceResourceWhitelist);
    expect(kinds.map(({ kind }) => kind)).not.toContain('AnalysisRun');
  });

  test('lets those who may see the namespace see, and those who may sync sync', () => {
    expect(spec.roles).toEqual([
      {
        name: 'view',
        description: 'sees the application and the logs of its pods',
        policies: [
          'p, proj:shop-prod:view, applications, get, shop-prod/*, allow',
          'p, proj:shop-prod:view, logs, get, shop-prod/*, allow',
        ],
        groups: ['shop-operators'],
      },
      {
        name: 'sync',
        description: 'brings what is in Git to the cluster',
        policies: [
          'p, proj:shop-prod:sync, applications, get, shop-prod/*, allow',
          'p, proj:shop-prod:sync, applications, sync, shop-prod/*, allow',
        ],
        groups: ['shop-operators'],
      },
    ]);
  });

  test('has no roles and no windows where nobody is named', () => {
    const bare = specOf(deliveredTier('dev'), 'AppProject');
    expect(bare.roles).toEqual([]);
    expect(bare).not.toHaveProperty('syncWindows');
  });

  test('opens and closes for syncs by hand too', () => {
    const window = {
      kind: 'allow',
      schedule: '0 9 * * 1-4',
      duration: Duration.hours(6),
      timeZone: 'Europe/Berlin',
    } as const;
    expect(specOf(deliveredTier('prod', { syncWindows: [window] }), 'AppProject').syncWindows).toEqual([
      { kind: 'allow', schedule: '0 9 * * 1-4', duration: '360m', timeZone: 'Europe/Berlin', applications: ['*'] },
    ]);
  });

  test('permits no more kinds for a canary by routes: its Services, and the Ingress that the controller makes', () => {
    const kinds = (traffic: 'pods' | 'routes'): unknown => {
      const prod = deliveredTier('prod', {}, { ...platform, rollout: { canary: { traffic } } });
      const ports = { http: 8080, metrics: 9100 };
      microservice(prod.environment, 'web', { image: 'web:stable-1', ports, ingress: {} });
      return specOf(prod, 'AppProject').namespaceResourceWhitelist;
    };
    expect(kinds('routes')).toEqual(kinds('pods'));
    expect(kinds('routes')).toEqual(
      expect.arrayContaining([
        { group: '', kind: 'Service' },
        { group: 'networking.k8s.io', kind: 'Ingress' },
      ]),
    );
  });

  test('permits objects of others, those of the cluster by name', () => {
    const dev = deliveredTier('dev');
    new ApiObject(dev.environment, 'role', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'reader' },
    });
    new ApiObject(dev.environment, 'job', { apiVersion: 'batch/v1', kind: 'Job', metadata: { namespace: 'jobs' } });
    const { clusterResourceWhitelist, namespaceResourceWhitelist, destinations } = specOf(dev, 'AppProject');
    expect(clusterResourceWhitelist).toContainEqual({
      group: 'rbac.authorization.k8s.io',
      kind: 'ClusterRole',
      name: 'reader',
    });
    expect(namespaceResourceWhitelist).toContainEqual({ group: 'batch', kind: 'Job' });
    expect(records(destinations).map((destination) => record(destination).namespace)).toEqual(['dev', 'jobs']);
  });
});
