import { readFileSync } from 'node:fs';
import * as k8s from '@pulumi/kubernetes';
import type { CustomResource } from '@pulumi/pulumi';

interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

type ResourceClass = new (name: string, args: object, options: object) => CustomResource;

// What the same user would write without the library, with the objects held ready in a file.
const objects = JSON.parse(readFileSync(process.env.FAIRWAY_OBJECTS!, 'utf8')) as readonly KubernetesObject[];
const provider = new k8s.Provider('plain', {
  enableServerSideApply: true,
  enableConfigMapMutable: true,
  enableSecretMutable: true,
});
const namespaces = new Map<string, CustomResource>();

for (const object of objects) {
  const { name, namespace } = object.metadata;
  const needed = namespaces.get(namespace ?? '');
  const metadata = { ...object.metadata, annotations: { 'pulumi.com/skipAwait': 'true' } };
  const made = new (classOf(object))(
    `${object.kind}/${namespace}/${name}`,
    { ...object, metadata },
    { provider, dependsOn: needed ? [needed] : [] },
  );
  if (object.kind === 'Namespace') namespaces.set(name, made);
}

function classOf({ apiVersion, kind }: KubernetesObject): ResourceClass {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
  const module = (k8s as unknown as Record<string, Record<string, Record<string, ResourceClass>>>)[
    group!.split('.')[0]!
  ];
  return module?.[version!]?.[kind] ?? (k8s.apiextensions.CustomResource as unknown as ResourceClass);
}
