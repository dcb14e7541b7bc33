import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shopMap, withMap } from '../../scripts/readme-map';
import { runExample } from '../examples/run-example';

const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');

test("the README's map is that of the shop's production environment (if not: npm run docs writes it)", () => {
  expect(readme).toBe(withMap(readme, shopMap()));
});

test('and it is what synth writes', () => {
  expect(runExample('shop').maps.get('map.md')).toContain(`## prod\n\n${shopMap()}\n`);
});

test('a README without a place for the map is told so', () => {
  expect(() => withMap('# Shop', shopMap())).toThrow('README.md has no place for the map');
});
