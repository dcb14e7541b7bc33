import { Yaml } from 'cdk8s';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { record } from '../support/manifest';
import { nastyTexts } from '../support/nasty-texts';
import { build, systemsOfAnyTier } from '../support/systems';
import { filesIn, objectsUnder, quietApp } from '../support/testing';

const VERSIONS = ['1.1', '1.2'] as const;

function parsed(text: string, version: (typeof VERSIONS)[number]): readonly unknown[] {
  return parseAllDocuments(text, { version, strict: true }).map((document) => {
    expect([...document.errors, ...document.warnings]).toEqual([]);
    return document.toJS();
  });
}

const identity = (object: unknown): string => {
  const { apiVersion, kind, metadata } = record(object);
  return JSON.stringify([apiVersion, kind, record(metadata).namespace, record(metadata).name]);
};
const byIdentity = (objects: readonly unknown[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(objects.map((object) => [identity(object), object]));

test('what is written is read by YAML 1.1 and by YAML 1.2 as exactly the objects', () => {
  fc.assert(
    fc.property(systemsOfAnyTier(5), (plan) => {
      const { app, outdir } = quietApp({ map: false });
      build(app, plan);
      app.synth();
      const objects = objectsUnder(app);
      for (const version of VERSIONS) {
        const read = Object.values(filesIn(outdir)).flatMap((text) => parsed(text, version));
        expect(read).toHaveLength(objects.length);
        expect(byIdentity(read)).toEqual(byIdentity(objects));
      }
    }),
    { numRuns: 100 },
  );
});

test.each(VERSIONS)('any text is read by YAML %s as it was', (version) => {
  fc.assert(
    fc.property(fc.array(nastyTexts), (texts) => {
      expect(parsed(Yaml.stringify({ texts }), version)).toEqual([{ texts }]);
    }),
    { numRuns: 300 },
  );
});
