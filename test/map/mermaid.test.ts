import fc from 'fast-check';
import { mapMarkdown, mermaid } from '../../lib/map/mermaid';
import type { MapNodeKind, SystemMap } from '../../lib/map/types';
import { everything, mapOf, namedMap } from './maps';

const SHAPE = String.raw`(\["T"\]|\[\["T"\]\]|\[\("T"\)\]|\(\["T"\]\)|\{\{"T"\}\})`.replaceAll(
  'T',
  '(?:[A-Za-z0-9 .:/-]|#\\d+;)+',
);
/** All that a line may be: nothing that a name could add to. */
const LINE = new RegExp(
  `^(flowchart LR|  [a-z]+_[A-Za-z0-9_]*${SHAPE}|  [a-z]+_[A-Za-z0-9_]* (-->|-\\.->)\\|"(?:[A-Za-z0-9 .:/-]|#\\d+;)+"\\| [a-z]+_[A-Za-z0-9_]*|)$`,
);

const KINDS: readonly MapNodeKind[] = ['service', 'worker', 'topic', 'external', 'entry'];

function nasty(names: readonly string[]): SystemMap {
  const map = namedMap(
    'dev',
    names,
    names.map((name) => [name, names[0]!] as const),
  );
  return {
    ...map,
    nodes: map.nodes.map((node, i) => ({ ...node, kind: KINDS[i % KINDS.length]! })),
    edges: map.edges.map((edge, i) => ({ ...edge, label: names[i] ?? '' })),
  };
}

test('Mermaid has a shape for every kind, the protocol on every line, and nothing of Prometheus and Consul', () => {
  expect(mermaid(mapOf(everything()))).toBe(`flowchart LR
  entry_Ingress_nginx{{"Ingress nginx"}}
  external_bank(["bank"])
  service_mailer[["mailer"]]
  service_orders["orders"]
  service_users["users"]
  topic_order_events[("order-events")]
  service_orders -->|"grpc 9090"| service_users
  topic_order_events -.->|"consumes"| service_mailer
  entry_Ingress_nginx -->|"shop.example/orders"| service_orders
  service_orders -->|"https 443"| external_bank
  service_orders -.->|"produces"| topic_order_events
`);
});

test.each([
  'end',
  'class',
  'default',
  'graph',
  'style',
  'click',
  'o',
  'x',
  'a.b',
  'a-b',
  'a_b',
  '--',
  '""',
  '#',
  '`',
  '1. a',
  '- a',
  '<b>',
])('a service named %j is no keyword and no markup', (name) => {
  for (const line of mermaid(nasty([name])).split('\n')) expect(line).toMatch(LINE);
});

test('names that only differ in signs stay apart', () => {
  const text = mermaid(namedMap('dev', ['a-b', 'a.b', 'a_b'], [['a-b', 'a_b']]));
  expect(text).toContain('service_a_b["a-b"]');
  expect(text).toContain('service_a_b_2["a.b"]');
  expect(text).toContain('service_a_b_3["a#95;b"]');
  expect(text).toContain('service_a_b -->|"http 80"| service_a_b_3');
});

test('no name, whatever it is, breaks out of its line', () => {
  const names = fc.uniqueArray(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(names, (list) => {
      for (const line of mermaid(nasty(list)).split('\n')) expect(line).toMatch(LINE);
    }),
  );
});

describe('the Markdown', () => {
  test('has a block for each environment', () => {
    const text = mapMarkdown([namedMap('dev', ['a']), namedMap('prod', ['b'])]);
    expect(text).toContain('## dev\n\n```mermaid\nflowchart LR\n  service_a["a"]\n```\n');
    expect(text).toContain('## prod\n\n```mermaid\nflowchart LR\n  service_b["b"]\n```\n');
  });

  test('says so where the system is larger than Mermaid takes', () => {
    const names = Array.from({ length: 40 }, (_, i) => `s${i}`);
    const calls = names.flatMap((from) => names.map((to) => [from, to] as const));
    const text = mapMarkdown([namedMap('dev', names, calls.slice(0, 501))]);
    expect(text).not.toContain('```');
    expect(text).toContain('501 edges are more than Mermaid draws: see [map.html](map.html)');
  });
});
