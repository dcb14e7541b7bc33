import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requiredVersion } from '../../cluster/harness/build';
import { cached, contentHash } from '../../cluster/harness/cache';
import { go, goBuild, goVersion } from '../../cluster/harness/go';
import { reported } from '../../cluster/harness/progress';
import { TOOLS } from './build';
import { writeImage } from './images';

const MODULE = 'sigs.k8s.io/metrics-server';
/** The image that the project's own manifests name. */
export const METRICS_IMAGE = 'gcr.io/k8s-staging-metrics-server/metrics-server:master';

/** The folder with metrics-server's image and its manifests, built if need be: few tests want it, and it takes minutes. */
export async function buildMetrics(tools: string): Promise<string> {
  const cwd = join(TOOLS, 'metrics-server');
  const hash = contentHash(cwd, JSON.stringify(PATCH), await goVersion(cwd));
  return cached('metrics-server', hash, (folder) =>
    reported(`building metrics-server ${requiredVersion(cwd, MODULE)} (once, about four minutes)`, async (note) => {
      await goBuild({ cwd, output: `${folder}/`, packages: [`${MODULE}/cmd/metrics-server`], variables: {}, note });
      const program = { '/metrics-server': join(folder, 'metrics-server') };
      const image = { name: METRICS_IMAGE, files: program, entrypoint: ['/metrics-server'] };
      writeImage(tools, image, join(folder, 'image.tar'));
      await writeManifests(cwd, join(folder, 'manifests'));
    }),
  );
}

/** As the project has it, but asked from the start and often: it is ready as soon as it has metrics. */
const PATCH = [
  { op: 'replace', path: '/spec/template/spec/containers/0/readinessProbe/initialDelaySeconds', value: 1 },
  { op: 'replace', path: '/spec/template/spec/containers/0/readinessProbe/periodSeconds', value: 1 },
  { op: 'replace', path: '/spec/template/spec/containers/0/readinessProbe/failureThreshold', value: 60 },
];

async function writeManifests(cwd: string, folder: string): Promise<void> {
  const module = await go(['list', '-m', '-f', '{{.Dir}}', MODULE], { cwd });
  cpSync(join(module.trim(), 'manifests', 'base'), join(folder, 'base'), { recursive: true });
  const patch = { target: { kind: 'Deployment' }, patch: JSON.stringify(PATCH) };
  writeFileSync(join(folder, 'kustomization.yaml'), JSON.stringify({ resources: ['base'], patches: [patch] }));
}
