import { rmSync } from 'node:fs';
import type { AppProps } from 'cdk8s-fairway';
import fc from 'fast-check';
import { build, type Plan, systemsOfAnyTier } from '../support/systems';
import { filesIn, quietApp } from '../support/testing';

/** The files of a plan's system. */
function filesOf(plan: Plan, props: AppProps, order?: Parameters<typeof build>[2]): Readonly<Record<string, string>> {
  const { app, outdir } = quietApp(props);
  build(app, plan, order);
  app.synth();
  const files = filesIn(outdir);
  rmSync(outdir, { recursive: true });
  return files;
}

test('the same program gives the same bytes', () => {
  fc.assert(
    fc.property(systemsOfAnyTier(12), (plan) => {
      expect(filesOf(plan, {})).toEqual(filesOf(plan, {}));
    }),
    { numRuns: 30 },
  );
});

test('the manifests have the same bytes in whatever order services are declared', () => {
  fc.assert(
    fc.property(systemsOfAnyTier(5), (plan) => {
      expect(filesOf(plan, { map: false }, 'backwards')).toEqual(filesOf(plan, { map: false }));
    }),
    { numRuns: 100 },
  );
});
