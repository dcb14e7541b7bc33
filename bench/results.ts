import { arch, cpus, platform, totalmem } from 'node:os';
import type { ContenderName } from './contenders';
import type { Taken } from './measure';
import { helmVersion, kustomizeVersion } from './tools';

/** Medians of several runs, each in a process of its own. */
export interface Measured extends Taken {
  readonly runs: number;
}

export interface ContenderResult extends Measured {
  readonly name: ContenderName;
  readonly bytes: number;
}

export interface SizeResult {
  readonly services: number;
  readonly objects: number;
  /** Whether the objects of all were compared with this library's. */
  readonly compared: boolean;
  readonly contenders: readonly ContenderResult[];
  /** Left out, on request or because they would not end. */
  readonly skipped: readonly ContenderName[];
}

/** A program and what it took, beside others. */
export interface NamedResult extends Measured {
  readonly title: string;
}

/** Checks of one environment. */
export interface ChecksResult {
  readonly services: number;
  readonly edges: number;
  readonly objects: number;
  readonly seconds: number;
}

export interface Results {
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly sizes: readonly SizeResult[];
  readonly load: readonly NamedResult[];
  readonly cli: readonly NamedResult[];
  readonly checks: readonly ChecksResult[];
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGibibytes: number;
  readonly system: string;
}

export function machine(): Machine {
  const cores = cpus();
  return {
    cpu: cores[0]?.model ?? 'unknown',
    cores: cores.length,
    memoryGibibytes: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${arch()}`,
  };
}

export function versions(): Readonly<Record<string, string>> {
  const npm = ['cdk8s', 'cdk8s-plus-28', 'cdk8s-cli', 'constructs'].map((name) => [name, versionOf(name)] as const);
  return { node: process.version, ...Object.fromEntries(npm), helm: helmVersion(), kustomize: kustomizeVersion() };
}

function versionOf(name: string): string {
  return (require(`${name}/package.json`) as { readonly version: string }).version;
}
