import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Instance, readInstance } from '../cluster/harness/instance';
import { kubectl } from '../cluster/kubectl';
import { type RunOptions, type RunResult, run } from '../cluster/run';
import { type ImageSpec, writeImage } from './harness/images';
import { buildMetrics, METRICS_IMAGE } from './harness/metrics';
import { onNode } from './harness/namespace';
import { REGISTRY } from './harness/network';

export { BUSYBOX, type ImageSpec, PROBE } from './harness/images';
export { NODE_ADDRESS } from './harness/network';

/** Runs a program of this machine in the node's network, where pods, ClusterIPs and node ports are reached. */
export function inNode(command: string, args: readonly string[], options: RunOptions = {}): RunResult {
  const [program, ...rest] = onNode(ownNode(), [command, ...args]);
  return run(program, rest, options);
}

/** What to spawn for a program that is to run in the node's network meanwhile, such as a client that makes load. */
export function nodeCommand(command: string, args: readonly string[]): readonly [string, readonly string[]] {
  const [program, ...rest] = onNode(ownNode(), [command, ...args]);
  return [program, rest];
}

/** The image as a tarball, in a folder of its own below that for temporary files. */
export function buildImage(spec: ImageSpec): string {
  const tarball = join(mkdtempSync(join(tmpdir(), 'fairway-image-')), 'image.tar');
  writeImage(toolsOf(ownNode()), spec, tarball);
  return tarball;
}

/**
 * Lets pods pull the image under the reference, whatever registry that names: the node's own stands for all of them.
 * The answer is the image's digest.
 */
export function publishImage(tarball: string, reference: string): string {
  return inNode(join(toolsOf(ownNode()), 'image'), ['push', tarball, reference, REGISTRY]).stdout.trim();
}

/** Gives the node images under their own references; pods that always pull do not see them. */
export function importImages(files: readonly string[]): void {
  for (const file of files) inNode('ctr', ['--namespace', 'k8s.io', 'images', 'import', file]);
}

/** Gives the cluster the metrics of pods, by which a HorizontalPodAutoscaler scales; returns when there are some. */
export async function startMetrics(): Promise<void> {
  const folder = await buildMetrics(toolsOf(ownNode()));
  publishImage(join(folder, 'image.tar'), METRICS_IMAGE);
  kubectl('apply', '--server-side', '--kustomize', join(folder, 'manifests'));
  // Until it is there, no namespace can be deleted: the cluster cannot tell all that may be in one.
  kubectl('wait', '--for=condition=Available', 'apiservice/v1beta1.metrics.k8s.io', '--timeout=120s');
}

function ownNode(): Instance {
  const { FAIRWAY_NODE_KUBECONFIG: given } = process.env;
  if (given) {
    throw new Error(
      `the tests run on the cluster of '${given}', and only a node of our own can be entered and given images`,
    );
  }
  const instance = readInstance('nodes');
  if (instance === undefined) throw new Error('no node is up: npm run node -- up');
  return instance;
}

function toolsOf({ folder }: Instance): string {
  return join(folder, 'tools');
}
