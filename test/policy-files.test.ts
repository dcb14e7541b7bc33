import { policyFiles } from 'cdk8s-fairway';
import { objectRules } from '../lib/policies/objects/rules';
import { environment } from './support/testing';

const waiver = { rule: 'probed', reason: 'no port', owner: 'ops', until: '2099-12-31' };

function rego(...environments: Parameters<typeof policyFiles>[0]): string {
  return policyFiles(environments).get('policy/fairway.rego')!;
}

test('the Rego has every rule with its fix', () => {
  const text = rego(environment({ images: { tags: ['1.*'] } }));

  for (const { name, fix } of objectRules) expect(text).toContain(`\n# ${name}: ${fix}\n`);
  expect(text).not.toContain('\nwaived(');
});

test('it has what the environments waive', () => {
  const images = { tags: ['1.*'] };
  const text = rego(
    environment({ images, waivers: [waiver] }, 'qa'),
    environment({ images, waivers: [{ ...waiver, object: 'Deployment/cache' }] }, 'prod'),
    environment({}, 'dev'),
  );

  const waived = [...text.matchAll(/\nwaived\((.*)\) if \{\n([^}]*)\}/g)].map(([, rule, body]) => [rule, body]);
  expect(waived).toEqual([
    ['"pinned-image"', '\tnamespace == "dev"\n'],
    ['"probed"', '\tnamespace == "qa"\n\tin_time("2099-12-31")\n'],
    ['"probed"', '\tnamespace == "prod"\n\tname == "Deployment/cache"\n\tin_time("2099-12-31")\n'],
  ]);
});
