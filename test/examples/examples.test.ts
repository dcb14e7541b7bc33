import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Manifest, nameOf, record } from '../support/manifest';
import { restrictedProblems } from '../support/pod-security';
import { schemaProblems } from '../support/schemas';
import { runExample } from './run-example';

const examples = readdirSync(join(__dirname, '../../examples'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

test('every example that the README names is there', () => {
  expect(examples).toEqual(['go-microservice', 'shop', 'sock-shop']);
});

describe.each(examples)('the example %s', (name) => {
  const output = runExample(name);
  const objects = output.environments.flatMap((environment) => output.objects(environment));

  test('satisfies the schemas of Kubernetes and of the operators, without an unknown field', () => {
    expect(objects.length).toBeGreaterThan(0);
    expect(objects.flatMap(schemaProblems)).toEqual([]);
  });

  test('has only pods that Pod Security restricted lets in', () => {
    const deployments = objects.filter(({ kind }) => kind === 'Deployment');
    expect(deployments.length).toBeGreaterThan(0);
    expect(deployments.flatMap((deployment) => restrictedProblems(podSpec(deployment)))).toEqual([]);
  });

  test('writes no two objects of one name', () => {
    const names = objects.map((object) => `${String(object.apiVersion)} ${nameOf(object)}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test('applies each namespace before anything else in it', () => {
    for (const environment of output.environments) {
      expect(output.objects(environment)[0]).toMatchObject({ kind: 'Namespace' });
    }
  });

  test('comes out byte for byte the same again', () => {
    expect([...runExample(name).files]).toEqual([...output.files]);
  });
});

function podSpec(deployment: Manifest): Manifest {
  return record(record(record(deployment.spec).template).spec);
}
