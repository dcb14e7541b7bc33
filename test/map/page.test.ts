import type { SystemMap } from '../../lib/map/types';
import { namedMap } from './maps';
import {
  captionOf,
  environmentChanges,
  LIMITS,
  overlay,
  partOf,
  readState,
  sentenceOf,
  short,
  withoutPlatform,
  writeState,
} from './page';

function withFacts(map: SystemMap, facts: Readonly<Record<string, string>>): SystemMap {
  return { ...map, nodes: map.nodes.map((node) => ({ ...node, facts })) };
}

function withGives(map: SystemMap, gives: readonly string[]): SystemMap {
  return { ...map, edges: map.edges.map((edge) => ({ ...edge, gives })) };
}

describe('two environments laid over each other', () => {
  test('without a second one, nothing has changed', () => {
    const shown = overlay(namedMap('prod', ['a', 'b'], [['a', 'b']]));
    expect([...shown.nodes, ...shown.edges].map(({ change }) => change)).toEqual(['same', 'same', 'same']);
  });

  test('what is only in one of them was added or removed', () => {
    const shown = overlay(
      namedMap('prod', ['a', 'b', 'c'], [['a', 'b']]),
      namedMap('dev', ['a', 'b', 'd'], [['b', 'a']]),
    );
    expect(shown.nodes.map(({ name, change }) => `${name} ${change}`)).toEqual([
      'a same',
      'b same',
      'c added',
      'd removed',
    ]);
    expect(shown.edges.map(({ from, change }) => `${from} ${change}`)).toEqual([
      'service:a added',
      'service:b removed',
    ]);
  });

  test('what is in both says what is different', () => {
    const prod = withFacts(namedMap('prod', ['a']), { image: 'a:2', pods: '3', owner: 'us' });
    const dev = withFacts(namedMap('dev', ['a']), { image: 'a:1', pods: '3', ports: 'http 80' });
    expect(overlay(prod, dev).nodes[0]).toMatchObject({
      change: 'changed',
      changes: ['image: a:1 → a:2', 'owner: none → us', 'ports: http 80 → none'],
    });
  });

  test('an edge says what it gives now and gave before', () => {
    const map = namedMap('prod', ['a', 'b'], [['a', 'b']]);
    const shown = overlay(withGives(map, ['x', 'z']), withGives({ ...map, environment: 'dev' }, ['x', 'y']));
    expect(shown.edges[0]).toMatchObject({ change: 'changed', changes: ['+ z', '− y'] });
  });

  test("names that carry the environment's own name or domain are no difference", () => {
    const gives = (name: string, domain: string): readonly string[] => [
      `KafkaUser ${name}-a: Read on group ${name}.a`,
      `Certificate ${domain.replaceAll('.', '-')}-tls: for ${domain}`,
    ];
    const prod = { ...namedMap('prod', ['a', 'b'], [['a', 'b']]), domain: 'shop.example' };
    const dev = { ...namedMap('dev', ['a', 'b'], [['a', 'b']]), domain: 'dev.shop.example' };
    const shown = overlay(
      withGives(prod, gives('prod', 'shop.example')),
      withGives(dev, gives('dev', 'dev.shop.example')),
    );
    expect(shown.edges[0]?.change).toBe('same');
  });

  test("the other environment's name is one, and so is its name within a word", () => {
    const prod = withFacts(namedMap('prod', ['a']), { image: 'dev.registry/a', owner: 'products' });
    const dev = withFacts(namedMap('dev', ['a']), { image: 'dev.registry/a', owner: 'developers' });
    expect(overlay(prod, dev).nodes[0]?.changes).toEqual(['owner: developers → products']);
    const wrong = withFacts(namedMap('prod', ['a']), { image: 'dev.a' });
    const right = withFacts(namedMap('dev', ['a']), { image: 'dev.a' });
    expect(overlay(wrong, right).nodes[0]?.change).toBe('same');
    const other = withFacts(namedMap('staging', ['a']), { image: 'staging.a' });
    expect(overlay(wrong, other).nodes[0]?.change).toBe('changed');
  });

  test('a service may become a worker', () => {
    const map = namedMap('prod', ['a']);
    const worker = { ...map, nodes: map.nodes.map((node) => ({ ...node, kind: 'worker' as const })) };
    expect(overlay(worker, namedMap('dev', ['a'])).nodes[0]?.changes).toEqual(['kind: service → worker']);
  });

  test('the environments themselves are compared as they are', () => {
    const prod = { ...namedMap('prod', []), facts: { tier: 'prod', namespace: 'shop' } };
    const dev = { ...namedMap('dev', []), facts: { tier: 'dev', namespace: 'shop' } };
    expect(environmentChanges(prod, dev)).toEqual(['tier: dev → prod']);
  });
});

describe('the part of a map that is shown', () => {
  const shown = overlay(
    namedMap(
      'dev',
      ['cart', 'orders', 'orders-db', 'users'],
      [
        ['cart', 'orders'],
        ['orders', 'orders-db'],
      ],
    ),
  );

  test('is everything at first', () => {
    const part = partOf(shown, ' ');
    expect([part.nodes.length, part.drawn.length, part.edges.length, part.matches.length]).toEqual([4, 2, 2, 0]);
  });

  test('is a service and its neighbours when a name is given whole', () => {
    const part = partOf(shown, 'Orders');
    expect(part.matches.map(({ name }) => name)).toEqual(['orders']);
    expect(part.nodes.map(({ name }) => name)).toEqual(['orders', 'cart', 'orders-db']);
    expect(part.drawn).toHaveLength(2);
  });

  test('is all that match a part of a name', () => {
    expect(partOf(shown, 'order').matches.map(({ name }) => name)).toEqual(['orders', 'orders-db']);
    expect(partOf(shown, 'nothing').nodes).toEqual([]);
  });

  test('is not drawn where it is too large, and says so', () => {
    const names = Array.from({ length: LIMITS.nodes + 1 }, (_, i) => `s${i}`);
    const large = overlay(
      namedMap(
        'dev',
        names,
        names.slice(1).map((name) => ['s0', name] as const),
      ),
    );
    const all = partOf(large, '');
    expect([all.nodes.length, all.drawn.length, all.edges.length]).toEqual([0, 0, LIMITS.nodes]);
    expect(all.note).toContain(`${LIMITS.nodes + 1} nodes and ${LIMITS.nodes} edges are too many for one picture`);
    const hub = partOf(large, 's0');
    expect([hub.nodes.length, hub.drawn.length]).toEqual([LIMITS.nodes, LIMITS.nodes - 1]);
    expect(hub.note).toContain(`it shows ${LIMITS.nodes} of ${LIMITS.nodes + 1} nodes`);
    expect(partOf(large, '', { nodes: Infinity, edges: Infinity })).toMatchObject({ note: '', nodes: large.nodes });
  });

  test('leaves out Prometheus and Consul until they are wanted', () => {
    const map = namedMap(
      'dev',
      ['a', 'b'],
      [
        ['a', 'b'],
        ['a', 'a'],
      ],
    );
    const nodes = map.nodes.map((node) => (node.name === 'b' ? { ...node, kind: 'registry' as const } : node));
    const all = overlay({ ...map, nodes });
    expect(withoutPlatform(all, true)).toBe(all);
    expect(withoutPlatform(all, false).nodes.map(({ name }) => name)).toEqual(['a']);
    expect(withoutPlatform(all, false).edges.map(({ to }) => to)).toEqual(['service:a']);
  });
});

describe('the address of the page', () => {
  const environments = ['dev', 'staging', 'prod'];

  test('is prod, or whatever comes last, without anything said', () => {
    const empty = { environment: 'prod', base: '', filter: '', selected: '', platform: false };
    expect(readState('', environments)).toEqual(empty);
    expect(readState('#env=other&with=other', environments)).toEqual(empty);
    expect(readState('', [])).toEqual({ ...empty, environment: '' });
  });

  test('says what is shown, and is read back', () => {
    const state = { environment: 'dev', base: 'prod', filter: 'a & b', selected: 'service:a', platform: true };
    expect(writeState(state)).toBe('#env=dev&with=prod&show=a+%26+b&select=service%3Aa&platform=1');
    expect(readState(writeState(state), environments)).toEqual(state);
    expect(writeState(readState('', environments))).toBe('#env=prod');
  });

  test('compares no environment with itself', () => {
    expect(readState('#env=dev&with=dev', environments).base).toBe('');
  });
});

describe('the words', () => {
  const node = namedMap('dev', ['a']).nodes[0]!;
  const edge = namedMap('dev', ['a', 'b'], [['a', 'b']]).edges[0]!;
  const nodes = new Map([['service:a', node]]);

  test('say what a node is', () => {
    expect(captionOf(node)).toBe('service, 1 pod');
    expect(captionOf({ ...node, kind: 'worker', facts: { pods: '3 to 10, by 70 % CPU' } })).toBe(
      'worker, 3 to 10 pods',
    );
    expect(captionOf({ ...node, kind: 'topic', facts: { partitions: '1' } })).toBe('topic, 1 partition');
    expect(captionOf({ ...node, kind: 'external', facts: { host: 'api.example' } })).toBe('api.example');
    expect(captionOf({ ...node, kind: 'entry', facts: {} })).toBe('way in');
  });

  test.each([
    ['calls', 'a calls service:b, http 80'],
    ['external', 'a calls service:b, http 80'],
    ['enters', 'a leads to service:b, http 80'],
    ['scrapes', 'a scrapes service:b, http 80'],
    ['registers', 'a registers with service:b, http 80'],
    ['produces', 'a produces service:b'],
    ['consumes', 'service:b consumes a'],
  ] as const)('say what happens on an edge that %s', (kind, sentence) => {
    expect(sentenceOf({ ...edge, kind }, nodes)).toBe(sentence);
  });

  test('keep both ends of a long name', () => {
    expect(short('notification-service', 11)).toBe('notif…rvice');
    expect(short('users', 5)).toBe('users');
  });
});
