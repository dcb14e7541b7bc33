import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, contentHash } from './cache';
import { go, goBuild, goVersion } from './go';
import { reported } from './progress';

export const TOOLS = join(__dirname, '..', 'tools');
export const CONTROL_PLANE_PROGRAMS = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubectl',
  'kwok',
] as const;
const NODE_PROGRAMS = ['kubelet', 'kube-proxy'] as const;

const PROVIDER = 'github.com/pulumi/pulumi-kubernetes/provider/v4';
/** What the provider calls itself: the release that its pseudo-version in go.mod is. */
const PROVIDER_VERSION = '4.25.0';

/** The folder with the control plane's programs, built if need be. */
export function buildControlPlane(): Promise<string> {
  return buildKubernetes('control-plane', '.', CONTROL_PLANE_PROGRAMS, 'about ten minutes');
}

/** The folder with a node's programs; they are built apart, as simulated nodes do without them. */
export function buildNodePrograms(): Promise<string> {
  return buildKubernetes('node', './node', NODE_PROGRAMS, 'about two minutes after the control plane');
}

/** Builds one binary of Kubernetes, with a name for each program that it is. */
async function buildKubernetes(
  name: string,
  source: string,
  programs: readonly string[],
  time: string,
): Promise<string> {
  const cwd = join(TOOLS, 'control-plane');
  const version = requiredVersion(cwd, 'k8s.io/kubernetes');
  const [major, minor] = version.slice(1).split('.');
  const path = 'k8s.io/component-base/version';
  // Without a version of its own the API server does not know which API versions to serve.
  const variables = {
    [`${path}.gitVersion`]: version,
    [`${path}.gitMajor`]: major!,
    [`${path}.gitMinor`]: minor!,
    [`${path}.gitTreeState`]: 'clean',
  };
  const hash = contentHash(cwd, JSON.stringify(variables), await goVersion(cwd));
  return cached(name, hash, (folder) =>
    reported(`building ${programs.join(', ')} ${version} (once, ${time})`, async (note) => {
      await goBuild({ cwd, output: join(folder, name), packages: [source], variables, note });
      for (const program of programs) symlinkSync(name, join(folder, program));
    }),
  );
}

/** The folder with Pulumi's command, its Node.js language host and its Kubernetes provider, built if need be. */
export async function buildPulumi(): Promise<string> {
  const cwd = join(TOOLS, 'pulumi');
  const version = requiredVersion(cwd, 'github.com/pulumi/pulumi/sdk/v3');
  const variables = {
    'github.com/pulumi/pulumi/sdk/v3/go/common/version.Version': version,
    [`${PROVIDER}/pkg/version.Version`]: PROVIDER_VERSION,
  };
  const packages = ['github.com/pulumi/pulumi/pkg/v3/cmd/pulumi', './cmd/...'];
  const hash = contentHash(cwd, JSON.stringify(variables), await goVersion(cwd));
  return cached('pulumi', hash, (folder) =>
    reported(`building Pulumi ${version} (once, about seven minutes)`, async (note) => {
      await goBuild({ cwd, output: `${folder}/`, packages, variables, note });
      await writeSchema(cwd, folder);
    }),
  );
}

/** The provider's schema, which names its version, beside the provider. */
async function writeSchema(cwd: string, folder: string): Promise<void> {
  const module = await go(['list', '-m', '-f', '{{.Dir}}', PROVIDER], { cwd });
  const schema = readFileSync(join(module.trim(), 'cmd', 'pulumi-resource-kubernetes', 'schema.json'), 'utf8');
  writeFileSync(join(folder, 'schema.json'), JSON.stringify({ ...JSON.parse(schema), version: PROVIDER_VERSION }));
}

/** The version at which a tools module requires another module. */
export function requiredVersion(folder: string, module: string): string {
  const file = join(folder, 'go.mod');
  const line = readFileSync(file, 'utf8')
    .split('\n')
    .map((text) => text.trim().split(' '))
    .find(([path]) => path === module);
  if (line?.[1] === undefined) throw new Error(`${file} requires no module '${module}'`);
  return line[1];
}
