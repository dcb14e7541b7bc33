/** Writes the map of the shop's production environment into README.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Environment } from 'cdk8s-fairway';
import { environments } from '../examples/shop/environments';
import { Shop } from '../examples/shop/shop';
import { mermaid } from '../lib/map/mermaid';
import { systemMap } from '../lib/map/system-map';

const README = join(__dirname, '..', 'README.md');
const BLOCK = /<!-- map:shop\/prod -->\n[\s\S]*?<!-- \/map -->/;

/** The map as a block of Markdown, as synth writes it into map.md. */
export function shopMap(): string {
  const { version, ...props } = environments.prod;
  const environment = new Environment(new App(), 'prod', props);
  new Shop(environment, 'shop', { version });
  return `\`\`\`mermaid\n${mermaid(systemMap(environment.resolved, environment.graph))}\`\`\``;
}

/** The README with the map as it is now. */
export function withMap(readme: string, map: string): string {
  if (!BLOCK.test(readme))
    throw new Error('README.md has no place for the map: <!-- map:shop/prod --> … <!-- /map -->');
  return readme.replace(BLOCK, () => `<!-- map:shop/prod -->\n${map}\n<!-- /map -->`);
}

if (require.main === module) writeFileSync(README, withMap(readFileSync(README, 'utf8'), shopMap()));
