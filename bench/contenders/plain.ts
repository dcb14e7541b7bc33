import { ApiObject, App, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { type HeldObject, readHeld } from './held';
import { typed } from './typed';

type KubeClass = new (scope: Chart, id: string, props: object) => ApiObject;

/** Its typed class drops `preStop.sleep`, which is newer than Kubernetes 1.28, from a JSON patch too. */
const UNTYPED = 'apps/v1/Deployment';

/** The classes of cdk8s-plus-28 by the kind that they write. */
const classes = new Map(
  Object.values(k8s)
    .filter((value): value is typeof k8s.KubeService => typeof value === 'function' && 'GVK' in value)
    .map((value) => [`${value.GVK.apiVersion}/${value.GVK.kind}`, value as unknown as KubeClass]),
);
classes.delete(UNTYPED);

/** `node plain.js <objects.json>`: one chart a file of objects, written to the folder that CDK8S_OUTDIR names. */
const app = new App();
for (const { path, documents } of readHeld(process.argv[2]!)) {
  const chart = new Chart(app, path.replace('.k8s.yaml', '').replace('/', '-'));
  for (const document of documents) add(chart, document);
}
app.synth();

function add(chart: Chart, document: HeldObject): void {
  const { apiVersion, kind, metadata } = document;
  const id = `${kind}-${metadata.name}`;
  const Kube = classes.get(`${apiVersion}/${kind}`);
  if (Kube) new Kube(chart, id, typed(document));
  else new ApiObject(chart, id, document);
}
