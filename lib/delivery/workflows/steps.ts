import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GeneratedWorkflowTypes } from '@github-actions-workflow-ts/lib';
import { type ActionName, reference } from './actions';

export type Workflow = GeneratedWorkflowTypes.Workflow;
export type Job = GeneratedWorkflowTypes.NormalJob;
export type Step = GeneratedWorkflowTypes.Step;

type Texts = Readonly<Record<string, string>>;
type Inputs = Readonly<Record<string, string | number | boolean>>;

const NODE = 24;
const RUNNER = 'ubuntu-24.04';

/** What every job says: the machine, and when it is given up. Minutes. */
export function limits(minutes: number): Pick<Job, 'runs-on' | 'timeout-minutes'> {
  return { 'runs-on': RUNNER, 'timeout-minutes': minutes };
}

/** For the compiler: the resolved options have refused empty lists. */
export function notEmpty<T>(items: readonly T[]): [T, ...T[]] {
  return [...items] as [T, ...T[]];
}

/** An expression of GitHub, read when the workflow runs. */
export function expression(text: string): string {
  return `\${{ ${text} }}`;
}

export function action(name: ActionName, inputs: Inputs = {}): Step {
  return { uses: reference(name), ...(Object.keys(inputs).length > 0 && { with: { ...inputs } }) };
}

/** All of the history, and no token left in `.git` for what runs later. */
export const checkout: Step = action('actions/checkout', { 'fetch-depth': 0, 'persist-credentials': false });

/** The packages of the lock file. */
export const install: readonly Step[] = [
  // No cache: what a pull request put there would reach the images of main.
  action('actions/setup-node', { 'node-version': NODE, 'package-manager-cache': false }),
  { name: 'Install', run: 'npm ci' },
];

/** A script of this folder, in the workflow itself: it cannot be changed by the commit that it checks. Values go in by `env`. */
export function script(name: string, file: string, env: Texts = {}): Step {
  const run = readFileSync(join(__dirname, 'scripts', `${file}.sh`), 'utf8');
  return { name, shell: 'bash', ...(Object.keys(env).length > 0 && { env: { ...env } }), run };
}
