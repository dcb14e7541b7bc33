import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, contentHash } from '../cluster/harness/cache';
import { goBuild, goVersion } from '../cluster/harness/go';
import { reported } from '../cluster/harness/progress';
import { inFolder, type RunResult, run } from '../cluster/run';
import { type Manifest, record } from '../support/manifest';

const MODULE = join(__dirname, 'tools');
const PACKAGES = ['prometheus', 'promtool'].map((name) => `github.com/prometheus/prometheus/cmd/${name}`);

/** The folder with Prometheus and promtool, built from their Go module if need be. */
export async function prometheusPrograms(): Promise<string> {
  return cached('prometheus', contentHash(MODULE, await goVersion(MODULE)), (part) =>
    reported('building prometheus and promtool (once, about three minutes)', (note) =>
      goBuild({ cwd: MODULE, output: `${part}/`, packages: PACKAGES, variables: {}, note }),
    ),
  );
}

export async function promtool(): Promise<string> {
  return join(await prometheusPrograms(), 'promtool');
}

/** What promtool says of the rules. */
export function check(program: string, rule: Manifest): RunResult {
  return inFolder((folder) => {
    const file = join(folder, 'rules.json');
    writeFileSync(file, JSON.stringify(record(rule.spec)));
    return run(program, ['check', 'rules', '--lint=all', '--lint-fatal', file], { mayFail: true });
  });
}

export interface Story {
  /** How often the rules are evaluated. @default '1m' */
  readonly every?: string;
  /** Samples by series, one a minute, in promtool's own notation: `0+60x30` grows by 60 for 30 minutes. */
  readonly series: Readonly<Record<string, string>>;
  /** How many alerts of the name, with these labels, fire after so many minutes. */
  readonly firing: { readonly alert: string; readonly at: Readonly<Record<number, number>> };
}

/** Lets promtool play the story with the rules; it says what was otherwise. */
export function play(program: string, rule: Manifest, { series, firing, every = '1m' }: Story): RunResult {
  const test = {
    interval: '1m',
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    promql_expr_test: Object.entries(firing.at).map(([minutes, value]) => ({
      expr: `count(ALERTS{${firing.alert},alertstate="firing"}) or vector(0)`,
      eval_time: `${minutes}m`,
      exp_samples: [{ labels: '{}', value }],
    })),
  };
  return inFolder((folder) => {
    writeFileSync(join(folder, 'rules.json'), JSON.stringify(record(rule.spec)));
    const file = join(folder, 'test.json');
    writeFileSync(file, JSON.stringify({ rule_files: ['rules.json'], evaluation_interval: every, tests: [test] }));
    return run(program, ['test', 'rules', file], { mayFail: true });
  });
}
