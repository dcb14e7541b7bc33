import {
  apiEntityV1alpha1Validator,
  componentEntityV1alpha1Validator,
  type Entity,
  entityEnvelopeSchemaValidator,
  FieldFormatEntityPolicy,
  type KindValidator,
  parseEntityRef,
  resourceEntityV1alpha1Validator,
  stringifyEntityRef,
  systemEntityV1alpha1Validator,
} from '@backstage/catalog-model';
import { External, KafkaTopic } from 'cdk8s-fairway';
import { type CatalogEntity, catalog } from '../../lib/delivery/catalog';
import { environment, microservice, platform } from '../support/testing';
import { deliveredShop } from './deliveries';

const validators: Readonly<Record<CatalogEntity['kind'], KindValidator>> = {
  API: apiEntityV1alpha1Validator,
  Component: componentEntityV1alpha1Validator,
  Resource: resourceEntityV1alpha1Validator,
  System: systemEntityV1alpha1Validator,
};

/** What Backstage's own validators say; they throw where an entity is wrong, and say false where it is another's. */
async function acceptedByBackstage(entities: readonly CatalogEntity[]): Promise<void> {
  const envelope = entityEnvelopeSchemaValidator();
  for (const entity of entities) {
    expect(envelope(entity)).toBeTruthy();
    await new FieldFormatEntityPolicy().enforce(entity as unknown as Entity);
    expect(await validators[entity.kind].check(entity as unknown as Entity)).toBe(true);
  }
}

const refOf = (entity: CatalogEntity): string => stringifyEntityRef(entity as unknown as Entity);

/** References that lead to no entity of the catalog, but for owners, who are in another. */
function dangling(entities: readonly CatalogEntity[]): readonly string[] {
  const known = new Set(entities.map(refOf));
  const kinds = { system: 'System', providesApis: 'API', consumesApis: 'API', dependsOn: 'Component' } as const;
  return entities.flatMap(({ spec }) =>
    Object.entries(kinds)
      .flatMap(([field, defaultKind]) =>
        [spec[field] ?? []]
          .flat()
          .map((text) => stringifyEntityRef(parseEntityRef(text, { defaultKind, defaultNamespace: 'default' }))),
      )
      .filter((ref) => !known.has(ref)),
  );
}

const find = (entities: readonly CatalogEntity[], kind: string, name: string): CatalogEntity | undefined =>
  entities.find((entity) => entity.kind === kind && entity.metadata.name === name);

describe('the catalog of the shop', () => {
  const entities = catalog(deliveredShop('prod').environment);

  test('is accepted by Backstage’s own validators, and leads nowhere that is not in it', async () => {
    expect(entities).toHaveLength(1 + 5 + 3 + 2);
    await acceptedByBackstage(entities);
    expect(dangling(entities)).toEqual([]);
  });

  test('tells of a service who owns it, what it offers and what it needs', () => {
    expect(find(entities, 'Component', 'orders')?.spec).toEqual({
      type: 'service',
      lifecycle: 'production',
      owner: 'team-shop',
      system: 'shop',
      providesApis: ['orders.http'],
      consumesApis: ['users.grpc'],
      dependsOn: ['component:users', 'resource:external.identity', 'resource:topic.order-events'],
    });
    expect(find(entities, 'Component', 'users')?.spec.owner).toBe('team-identity');
  });

  test('tells where an API is answered', () => {
    expect(find(entities, 'API', 'users.grpc')?.spec).toMatchObject({
      type: 'grpc',
      definition: 'grpc at users.shop.svc:9090',
    });
  });

  test('gives a topic to whoever writes to it', () => {
    expect(find(entities, 'Resource', 'topic.order-events')).toMatchObject({
      metadata: { description: 'prod.order-events' },
      spec: { type: 'kafka-topic', owner: 'team-shop' },
    });
  });
});

test('names that are long, equal or without an owner are accepted too', async () => {
  const dev = environment(platform);
  const long = 'a'.repeat(63);
  const topic = new KafkaTopic(dev, 'pay', { external: 'producers' });
  const pay = new External(dev, 'pay-api', { host: 'pay.example', cidrs: ['192.0.2.0/24'] });
  microservice(dev, long, { ports: { 'http-first': 80, 'http-second': 81 }, upstreams: [pay], consumes: [topic] });
  const entities = catalog(dev);
  await acceptedByBackstage(entities);
  expect(new Set(entities.map(refOf)).size).toBe(entities.length);
  expect(dangling(entities)).toEqual([]);
  expect(find(entities, 'Component', long)?.spec.owner).toBe('unknown');
});

test('an entity that is wrong is refused by them', async () => {
  const [system] = catalog(deliveredShop('dev').environment);
  await expect(acceptedByBackstage([{ ...system!, metadata: { name: 'a b' } }])).rejects.toThrow('metadata.name');
  await expect(acceptedByBackstage([{ ...system!, spec: {} }])).rejects.toThrow('owner');
});
