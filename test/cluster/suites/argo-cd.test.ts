import { parseAllDocuments } from 'yaml';
import { deliveryExample } from '../../delivery/example';
import { type Manifest, record } from '../../support/manifest';
import { defineArgoCd } from '../argo-cd/definitions';
import { apply, createNamespaces, deleteNamespaces, objects } from '../kubectl';

const NAMESPACE = 'argocd';
const manifests = parseAllDocuments(deliveryExample()['delivery/shop/argo-cd.k8s.yaml']!).map(
  (document) => document.toJS() as Manifest,
);
const [project] = manifests;
const application = manifests.find(({ kind }) => kind === 'Application');

let undefine: (() => void) | undefined;

beforeAll(async () => {
  undefine = await defineArgoCd();
  createNamespaces([NAMESPACE]);
});

afterAll(() => {
  deleteNamespaces([NAMESPACE]);
  undefine?.();
});

function changed(manifest: Manifest | undefined, spec: object): Manifest {
  return { ...manifest, spec: { ...record(manifest?.spec), ...spec } } as Manifest;
}

test('Argo CD’s definitions take every project and Application of the shop, and keep every field', () => {
  expect(apply(manifests, '--server-side')).toHaveLength(6);
  const kept = objects('appprojects.argoproj.io,applications.argoproj.io', '--namespace', NAMESPACE);
  const specs = (list: readonly Manifest[]): object =>
    Object.fromEntries(list.map(({ kind, metadata, spec }) => [`${kind}/${record(metadata).name}`, spec]));
  expect(specs(kept)).toEqual(specs(manifests));
});

test.each([
  ['an automation that is none', () => changed(application, { syncPolicy: { automated: 'yes' } }), 'automated'],
  ['a field that nobody knows', () => changed(application, { approvals: 2 }), 'approvals'],
  ['an Application without a project', () => changed(application, { project: undefined }), 'project'],
  ['a role without a name', () => changed(project, { roles: [{ policies: [] }] }), 'roles[0].name'],
])('they refuse %s', (_what, manifest, field) => {
  expect(() => apply([manifest()], '--server-side')).toThrow(field);
});
