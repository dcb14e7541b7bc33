import { mermaid } from '../../lib/map/mermaid';
import type { MapNodeKind, SystemMap } from '../../lib/map/types';
import { runExample } from '../examples/run-example';
import { namedMap } from '../map/maps';
import { openMap, screenshot } from './open-map';
import { mapsOf, webShop } from './systems';

type Mermaid = { render(id: string, text: string): Promise<{ readonly svg: string }> };
type Page = Awaited<ReturnType<typeof openMap>>['page'];

const LIBRARY = require.resolve('@mermaid-js/tiny');
const KINDS: readonly MapNodeKind[] = ['service', 'worker', 'topic', 'external', 'entry'];

/** Renders flowcharts with the real library and gives the texts in each, in order. */
async function textsOf(page: Page, charts: readonly string[]): Promise<readonly (readonly string[])[]> {
  return page.evaluate(async (list) => {
    const library = (globalThis as unknown as { mermaid: Mermaid }).mermaid;
    const texts: string[][] = [];
    for (const [i, chart] of list.entries()) {
      const { svg } = await library.render(`chart-${i}`, chart);
      const place = document.createElement('div');
      place.innerHTML = svg;
      document.body.append(place);
      const labels = [...place.querySelectorAll('.nodeLabel, .edgeLabel p')];
      texts.push(labels.map((label) => label.textContent?.trim() ?? ''));
    }
    return texts;
  }, charts);
}

async function mermaidPage(): Promise<Page> {
  const { page } = await openMap('<!doctype html><title>Mermaid</title><body>');
  await page.addScriptTag({ path: LIBRARY });
  return page;
}

function blocksOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/```mermaid\n([\s\S]*?)```/g)].map(([, text = '']) => text);
}

test.each(['shop', 'sock-shop', 'go-microservice'])('Mermaid draws the maps of the example %s', async (name) => {
  const output = runExample(name);
  const charts = blocksOf(output.maps.get('map.md')!);
  expect(charts).toHaveLength(output.environments.length);
  const page = await mermaidPage();
  for (const [i, texts] of (await textsOf(page, charts)).entries()) {
    const wanted = [...charts[i]!.matchAll(/"([^"]+)"/g)].map(([, text]) => text);
    expect(new Set(texts.filter((text) => text !== ''))).toEqual(new Set(wanted));
  }
  await screenshot(page, `mermaid-${name}`);
});

test('Mermaid draws circles and calls to oneself', async () => {
  const page = await mermaidPage();
  const [texts = []] = await textsOf(page, [mermaid(mapsOf(webShop())[1]!)]);
  expect(texts).toEqual(expect.arrayContaining(['users', 'orders', 'https 443']));
});

test('Mermaid shows any name as it is', async () => {
  const names = [
    ...[
      'end',
      'class',
      'default',
      'subgraph',
      'graph',
      'style',
      'linkStyle',
      'click',
      'call',
      'href',
      'o',
      'x',
      '_self',
    ],
    ...[
      'a.b',
      'a-b',
      '1. a',
      '- a',
      '* a',
      '# a',
      '> a',
      '--',
      '---',
      '~~~',
      '==>',
      '%% a',
      '**a**',
      '_a_',
      '`a`',
      '~a~',
    ],
    ...[
      '"',
      "'",
      '#quot;',
      '&lt;',
      '&amp;',
      '<b>a</b>',
      '</script>',
      '{{a}}',
      '[a]',
      '(a)',
      '|a|',
      'a;b',
      '\\',
      'é',
      '漢字',
      '😀',
      '$$a$$',
      '@{ shape: x }',
    ],
  ];
  const page = await mermaidPage();
  const charts = names.map((name, i) => mermaid(mapWith(name, KINDS[i % KINDS.length]!)));
  const texts = await textsOf(page, charts);
  expect(texts).toEqual(names.map((name) => [name, 'b', name].sort()).map((list) => expect.arrayContaining(list)));
});

function mapWith(name: string, kind: MapNodeKind): SystemMap {
  const map = namedMap('dev', [name, 'b'], [[name, 'b']]);
  return {
    ...map,
    nodes: map.nodes.map((node) => (node.name === name ? { ...node, kind } : node)),
    edges: map.edges.map((edge) => ({ ...edge, label: name })),
  };
}
