import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type Finding, grade } from '../findings';
import { gradeExamples } from '../grade-examples';
import { type Entry, entryFor, ledger } from '../ledger';
import { keepPage, page } from '../page';

const graded = gradeExamples();

test('what the graders find in the examples is mended, or stands in the ledger', async () => {
  const open = (await graded).flatMap(({ environment, findings }) =>
    findings
      .filter((finding) => entryFor(environment, finding) === undefined)
      .map((finding) => ({ environment, ...finding })),
  );
  expect(open).toEqual([]);
});

test('every entry of the ledger is needed, for each of its environments and objects', async () => {
  const all = await graded;
  const isFound = ({ grader, check }: Entry, environment: string, object?: string): boolean =>
    all
      .filter((one) => one.environment === environment)
      .flatMap(({ findings }) => findings)
      .some((found) => found.grader === grader && found.check === check && found.object === (object ?? found.object));
  const unused = ledger.flatMap((entry) =>
    entry.environments.flatMap((environment) =>
      (entry.objects ?? [undefined])
        .filter((object) => !isFound(entry, environment, object))
        .map((object) => `${entry.grader} ${entry.check}: ${environment} ${object ?? ''}`),
    ),
  );
  expect(unused).toEqual([]);
});

test('each grader has looked at the examples', async () => {
  for (const { environment, passed } of await graded) {
    expect([environment, Object.entries(passed).filter(([, count]) => count === 0)]).toEqual([environment, []]);
  }
});

test('docs/graders.md tells of this run', async () => {
  keepPage(page(await graded));
});

describe('a bad object', () => {
  const pod = (container: object): object => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'bad', namespace: 'here', labels: { app: 'bad' } },
    spec: {
      selector: { matchLabels: { app: 'bad' } },
      template: { metadata: { labels: { app: 'bad' } }, spec: { containers: [{ name: 'bad', ...container }] } },
    },
  });

  async function findingsFor(object: object): Promise<readonly Finding[]> {
    const folder = mkdtempSync(join(tmpdir(), 'fairway-bad-'));
    try {
      const file = join(folder, 'bad.k8s.yaml');
      writeFileSync(file, stringify(object));
      return (await grade(folder, [file])).findings;
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  const checks = (findings: readonly Finding[]): readonly string[] =>
    findings.map(({ grader, check }) => `${grader} ${check}`);

  test('with a privileged container of no fixed version is found by kube-score and checkov', async () => {
    const found = checks(await findingsFor(pod({ image: 'nginx', securityContext: { privileged: true } })));
    expect(found).toContain('kube-score container-image-tag');
    expect(found).toContain('kube-score container-security-context-privileged');
    expect(found).toContain('checkov CKV_K8S_14');
    expect(found).toContain('checkov CKV_K8S_16');
  });

  const monitor = (endpoint: object): object => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name: 'bad', namespace: 'here' },
    spec: { selector: {}, endpoints: [endpoint] },
  });

  test.each([
    ['that nobody knows', pod({ image: 'nginx:1', imagePullPolice: 'Always' })],
    ['that a custom resource does not have', monitor({ prot: 'http' })],
    ['of the wrong type', monitor({ port: 80 })],
  ])('with a field %s is found by kubeconform', async (_, object) => {
    expect(checks(await findingsFor(object))).toContain('kubeconform statusInvalid');
  });

  test('of a kind without a schema is found by kubeconform', async () => {
    const object = { apiVersion: 'example.com/v1', kind: 'Unknown', metadata: { name: 'bad', namespace: 'here' } };
    expect(checks(await findingsFor(object))).toContain('kubeconform statusError');
  });
});
