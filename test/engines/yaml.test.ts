import { Yaml } from 'cdk8s';
import fc from 'fast-check';
import { stringify } from '../../lib/engines/yaml';
import { nastyTexts } from '../support/nasty-texts';

const { document } = fc.letrec<{ document: object; value: unknown }>((tie) => ({
  document: fc.oneof(
    { maxDepth: 5 },
    fc.dictionary(fc.oneof(fc.stringMatching(/^[a-z]{1,8}$/), nastyTexts), tie('value'), { noNullPrototype: true }),
  ),
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    nastyTexts,
    fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('document'),
  ),
}));

test('any documents are written as cdk8s writes them, byte by byte', () => {
  fc.assert(
    fc.property(fc.array(document, { maxLength: 3 }), (documents) => {
      expect(stringify(documents)).toBe(Yaml.stringify(...documents));
    }),
    { numRuns: 500 },
  );
});

test('texts that pass as names are written as cdk8s writes them, byte by byte', () => {
  const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,3}([-./:_]{1,3}[A-Za-z0-9]{1,3}){0,3}$/);
  const almostNumber = fc.stringMatching(/^[a-fxEX]{1,2}[0-9]{0,2}([-.:_]{1,2}[0-9]{1,2}){0,2}$/);
  fc.assert(
    fc.property(fc.array(fc.oneof(name, almostNumber)), (names) => {
      expect(stringify([{ names }])).toBe(Yaml.stringify({ names }));
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['nothing', []],
  ['an empty document', [{}]],
  ['empty collections', [{ a: {}, b: [], c: [[], {}, [[]]] }]],
  ['lists in lists', [{ a: [[1, [2, 3]], [{ b: [{ c: 1, d: [4] }] }]] }]],
  ['texts of several lines at every depth', [{ a: 'x\ny\n', b: [{ c: '\n\n x\n  y', d: ['p\n\nq\n\n'] }] }]],
  ['one text in two places of different depth', [{ a: 'x\ny', b: { c: { d: 'x\ny' } } }]],
])('%s', (_what, documents: readonly object[]) => {
  expect(stringify(documents)).toBe(Yaml.stringify(...documents));
});
