import { join } from 'node:path';
import { run } from '../cluster/run';
import { type Json, record, records, text } from '../support/manifest';
import { checkov, goGraders } from './programs';
import { writeSchemas } from './schemas';

/** What a grader says of one object. */
export interface Finding {
  readonly grader: 'kube-score' | 'checkov' | 'kubeconform';
  readonly check: string;
  readonly title: string;
  /** As kube-score grades it; checkov's open checks have no grades; what kubeconform refuses is an error. */
  readonly grade: 'critical' | 'warning' | 'ungraded' | 'error';
  /** `Deployment orders`. */
  readonly object: string;
}

/** All that the graders find in the YAML files of one environment, and how many checks have passed. */
export interface Graded {
  readonly findings: readonly Finding[];
  readonly passed: Readonly<Record<Finding['grader'], number>>;
}

export async function grade(folder: string, files: readonly string[]): Promise<Graded> {
  const all = [await kubeScore(files), await byCheckov(folder), await kubeconform(files)];
  const [score, check, conform] = all.map(({ passed }) => passed);
  return {
    findings: all.flatMap(({ findings }) => findings),
    passed: { 'kube-score': score!, checkov: check!, kubeconform: conform! },
  };
}

interface Answer {
  readonly findings: readonly Finding[];
  readonly passed: number;
}

/** kube-score's own numbers: 1 critical, 5 warning, 7 almost all right, 10 all right. It reports the first two. */
const GRADES: Readonly<Record<number, Finding['grade']>> = { 1: 'critical', 5: 'warning' };
const ALMOST_ALL_RIGHT = 7;

async function kubeScore(files: readonly string[]): Promise<Answer> {
  const program = join(await goGraders(), 'kube-score');
  const { stdout, stderr } = run(program, ['score', '--output-format', 'json', ...files], { mayFail: true });
  // It answers nothing at all when one object has a field of the wrong type.
  if (stdout === '') throw new Error(`kube-score: ${stderr}`);
  const checks = list(stdout).flatMap((object) =>
    records(object.checks).flatMap((result) => (result.skipped === true ? [] : [{ object, result }])),
  );
  const findings = checks.flatMap(({ object, result }): Finding[] => {
    if (Number(result.grade) >= ALMOST_ALL_RIGHT) return [];
    const grade = GRADES[Number(result.grade)];
    if (grade === undefined) throw new Error(`kube-score gives grade ${result.grade}, and that is not known here`);
    const { id, name } = record(result.check);
    const [kind, named] = [record(object.type_meta).kind, record(object.object_meta).name];
    return [{ grader: 'kube-score', check: text(id), title: text(name), grade, object: `${kind} ${named}` }];
  });
  return { findings, passed: checks.length - findings.length };
}

async function byCheckov(folder: string): Promise<Answer> {
  const home = await checkov();
  const flags = ['--framework', 'kubernetes', '--compact', '--quiet', '--skip-download', '--output', 'json'];
  // Through Python: the script's first line names the folder in which it was installed.
  const { stdout } = run(join(home, 'bin', 'python'), ['-m', 'checkov.main', '--directory', folder, ...flags], {
    mayFail: true,
  });
  const reports = list(stdout);
  const parsingErrors = reports.flatMap(
    ({ results }) => (record(results).parsing_errors as string[] | undefined) ?? [],
  );
  if (reports.length === 0 || parsingErrors.length > 0) {
    throw new Error(`checkov could not read ${parsingErrors.join(', ') || `anything of ${folder}`}`);
  }
  const findings = reports
    .flatMap(({ results }) => records(record(results).failed_checks))
    .map((failed): Finding => {
      const [kind, , ...name] = text(failed.resource).split('.');
      const object = `${kind} ${name.join('.')}`;
      return {
        grader: 'checkov',
        check: text(failed.check_id),
        title: text(failed.check_name),
        grade: 'ungraded',
        object,
      };
    });
  const passed = reports.reduce((sum, { summary }) => sum + Number(record(summary).passed), 0);
  return { findings, passed };
}

async function kubeconform(files: readonly string[]): Promise<Answer> {
  const program = join(await goGraders(), 'kubeconform');
  const location = await writeSchemas();
  const flags = ['-strict', '-summary', '-verbose', '-output', 'json', '-schema-location', location];
  const { stdout } = run(program, [...flags, ...files], { mayFail: true });
  const answer = record(JSON.parse(stdout));
  const resources = records(answer.resources);
  const findings = resources
    .filter(({ status }) => status !== 'statusValid')
    .map((resource): Finding => {
      const said = records(resource.validationErrors).map(({ path, msg }) => `${path}: ${msg}`);
      const object = `${resource.kind} ${resource.name}`;
      const title = said.join('; ') || text(resource.msg);
      return { grader: 'kubeconform', check: text(resource.status), title, grade: 'error', object };
    });
  return { findings, passed: resources.length - findings.length };
}

function list(json: string): readonly Json[] {
  const answer: unknown = JSON.parse(json);
  return Array.isArray(answer) ? records(answer) : [record(answer)];
}
