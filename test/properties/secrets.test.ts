import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Tier } from 'cdk8s-fairway';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { record } from '../support/manifest';
import { build, type Plan, systems } from '../support/systems';
import { filesIn, quietApp, temporaryFolder } from '../support/testing';

/** The values that stand in the program in clear. */
function literalsOf({ services }: Plan): readonly string[] {
  const sources = services.flatMap(({ props }) => Object.values(props.secrets ?? {}));
  return sources.flatMap((source) => ('literal' in source ? [source.literal] : []));
}

const leaked = (text: string, values: readonly string[]): readonly string[] =>
  values.filter((value) => text.includes(value));

test.each<Tier>(['staging', 'prod'])('in %s, a secret in clear fails the synth, untold and unwritten', (tier) => {
  fc.assert(
    fc.property(systems(tier, { literals: true, most: 6 }), (plan) => {
      const literals = literalsOf(plan);
      fc.pre(literals.length > 0);
      const { app, outdir, said } = quietApp({ outdir: join(temporaryFolder(), 'dist') });
      const environment = build(app, plan);
      let failure = '';
      try {
        app.synth();
      } catch (error) {
        failure = String(error);
      }
      expect(failure).toContain('is a literal, which this environment refuses');
      expect(leaked(`${failure}${JSON.stringify([environment.issues, said])}`, literals)).toEqual([]);
      expect(existsSync(outdir)).toBe(false);
    }),
    { numRuns: 100 },
  );
});

test('in dev, a secret in clear stands in its Secret and nowhere else', () => {
  fc.assert(
    fc.property(systems('dev', { most: 3 }), (plan) => {
      const { app, outdir } = quietApp();
      build(app, plan);
      app.synth();
      const documents = Object.entries(filesIn(outdir)).flatMap(([file, text]) =>
        file.endsWith('.yaml') ? parseAllDocuments(text).map((document) => document.toJS()) : [text],
      );
      const others = documents.filter((document) => record(document).kind !== 'Secret');
      expect(leaked(JSON.stringify(others), literalsOf(plan))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});
