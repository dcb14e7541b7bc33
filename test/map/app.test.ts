import { Chart } from 'cdk8s';
import { Environment, tiers } from 'cdk8s-fairway';
import { filesIn, microservice, quietApp } from '../support/testing';

function filesOf(props: Parameters<typeof quietApp>[0], names: readonly string[] = ['prod', 'dev']): readonly string[] {
  const { app, outdir } = quietApp(props);
  for (const name of names) {
    const tier = name === 'prod' ? tiers.prod : tiers.dev;
    microservice(new Environment(app, name, { ...tier, images: 'any' }), 'users', { ports: { http: 8080 } });
  }
  app.synth();
  return Object.entries(filesIn(outdir)).map(([file, text]) =>
    file === 'map.md' ? `${file} ${headings(text)}` : file,
  );
}

function headings(markdown: string): string {
  return [...markdown.matchAll(/^## (.+)$/gm)].map(([, name]) => name).join(' ');
}

test('synth writes the maps beside the folders that are applied, in the order in which a change travels', () => {
  const files = filesOf({});
  expect(files.filter((file) => file.includes('map'))).toEqual(['map.html', 'map.md dev prod']);
  expect(files).toContain('prod/users.k8s.yaml');
});

test('it writes none where none is wanted', () => {
  expect(filesOf({ map: false }).filter((file) => file.includes('map'))).toEqual([]);
});

test('it writes none for a tree without environments', () => {
  const { app, outdir } = quietApp();
  new Chart(app, 'plain');
  app.synth();
  expect(Object.keys(filesIn(outdir)).filter((file) => file.includes('map'))).toEqual([]);
});
