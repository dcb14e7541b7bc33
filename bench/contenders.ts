import { join } from 'node:path';
import { environments } from './contenders/environments';
import type { Command } from './measure';
import type { ToolName } from './tools';

/** Folders and programs that the contenders of one size work with. */
export interface Place {
  readonly services: number;
  /** Where what they read was made. */
  readonly inputs: string;
  /** Where they write; empty before every run. */
  readonly output: string;
  readonly tools: Readonly<Partial<Record<ToolName, string>>>;
}

export interface Contender {
  readonly title: string;
  /** Its time grows faster than its work: at large sizes it is run once, or not at all. */
  readonly slow?: boolean;
  /** The most services that it is asked for: with more it would not end in a quarter of an hour. */
  readonly largest?: number;
  readonly tool?: ToolName;
  readonly command: (place: Place) => Command;
}

const PROGRAMS = join(__dirname, 'build');

/** By the name that `--only` takes, in the order of the table. */
export const contenders = {
  fairway: {
    title: 'cdk8s-fairway',
    command: ({ services, output }) => program('fairway', [String(services)], output),
  },
  'fairway-map': {
    title: 'cdk8s-fairway, with its maps',
    command: ({ services, output }) => program('fairway', [String(services), 'map'], output),
  },
  floor: {
    title: 'objects held ready, only written',
    command: ({ inputs, output }) => program('floor', [join(inputs, 'objects.json'), output], output),
  },
  cdk8s: {
    title: 'cdk8s-plus-28, objects held ready',
    slow: true,
    command: ({ inputs, output }) => program('plain', [join(inputs, 'objects.json')], output),
  },
  helm: {
    title: 'helm template',
    tool: 'helm',
    command: (place) =>
      eachEnvironment(place, (name) => {
        const chart = join(place.inputs, 'chart');
        return [place.tools.helm!, 'template', 'system', chart, '--values', join(chart, `values-${name}.yaml`)];
      }),
  },
  kustomize: {
    title: 'kustomize build',
    largest: 100,
    tool: 'kustomize',
    command: (place) =>
      eachEnvironment(place, (name) => [place.tools.kustomize!, 'build', join(place.inputs, 'overlays', name)]),
  },
} as const satisfies Record<string, Contender>;

export type ContenderName = keyof typeof contenders;

function program(name: string, args: readonly string[], output: string): Command {
  return { program: [process.execPath, join(PROGRAMS, `${name}.js`), ...args], env: { CDK8S_OUTDIR: output } };
}

/** Tools that know one environment at a time run once for each, one after the other. */
function eachEnvironment({ output }: Place, run: (name: string) => readonly string[]): Command {
  const lines = Object.keys(environments).map((name) => {
    const words = run(name).map((word) => `'${word}'`);
    return `${words.join(' ')} > '${join(output, `${name}.yaml`)}'`;
  });
  return { program: ['sh', '-c', lines.join(' && ')] };
}
