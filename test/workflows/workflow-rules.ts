import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { parse } from 'yaml';
import { isRecord, type Json, record, records } from '../support/manifest';

const PINNED = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/;
const CHECKOUT = /^actions\/checkout@/;

/** What is wrong with a workflow: for GitHub's own parser, and by the rules of a safe supply chain. */
export function problemsOf(name: string, text: string): readonly string[] {
  const parsed = parseWorkflow({ name, content: text }, new NoOperationTraceWriter());
  const syntax = parsed.context.errors.getErrors().map(({ message }) => `not a workflow: ${message}`);
  if (syntax.length > 0) return syntax;
  const workflow = record(parse(text));
  const jobs = Object.entries(record(workflow.jobs));
  return [
    ...triggerProblems(workflow),
    ...(workflow.concurrency === undefined ? ['no concurrency: two runs would meet'] : []),
    ...rightsProblems(workflow.permissions),
    ...jobs.flatMap(([id, job]) => jobProblems(record(job)).map((problem) => `job ${id}: ${problem}`)),
    ...versionProblems(text),
  ];
}

function triggerProblems({ on }: Json): readonly string[] {
  const events = typeof on === 'string' ? [on] : Array.isArray(on) ? on : Object.keys(record(on));
  return events
    .filter((event) => ['pull_request_target', 'workflow_run', 'issue_comment'].includes(String(event)))
    .map((event) => `runs on ${event}: a stranger's change would run with this repository's secrets`);
}

/** Of the whole workflow: every job gets them, the next one too that somebody adds. */
function rightsProblems(permissions: unknown): readonly string[] {
  if (isRecord(permissions) && Object.keys(permissions).length === 0) return [];
  return [
    `permissions of the whole workflow are ${JSON.stringify(permissions)}: write {}, and name rights at the jobs`,
  ];
}

function jobProblems(job: Json): readonly string[] {
  const steps = job.steps === undefined ? [] : records(job.steps);
  return [
    ...(isRecord(job.permissions) ? [] : [`permissions are ${JSON.stringify(job.permissions)}: name each right`]),
    ...(job['timeout-minutes'] === undefined ? ['no time limit'] : []),
    ...(job.secrets === undefined ? [] : ['hands secrets on to another workflow']),
    ...(/\bsecrets\./.test(JSON.stringify(job.env ?? {})) ? ['a secret in the environment of every step'] : []),
    ...tooMuchRight(job, steps),
    ...steps.flatMap(stepProblems),
  ];
}

/** Code of the repository and its packages must not stand beside a right to write into the repository. */
function tooMuchRight(job: Json, steps: readonly Json[]): readonly string[] {
  const rights = Object.entries(isRecord(job.permissions) ? job.permissions : {});
  const writes = rights.filter(([, level]) => level === 'write').map(([right]) => right);
  const builds = steps.some(({ run }) => /\bnp[mx]\b/.test(String(run ?? '')) && !/\bnpm publish\b/.test(String(run)));
  return builds ? writes.map((right) => `runs npm with the right ${right}: write`) : [];
}

function stepProblems(step: Json): readonly string[] {
  const problems: string[] = [];
  const uses = step.uses === undefined ? undefined : String(step.uses);
  if (uses !== undefined && !PINNED.test(uses)) problems.push(`${uses} is not pinned by its whole commit`);
  if (uses !== undefined && CHECKOUT.test(uses) && record(step.with ?? {})['persist-credentials'] !== false) {
    problems.push('the checkout leaves its token in .git: persist-credentials: false');
  }
  if (/\$\{\{/.test(String(step.run ?? ''))) problems.push(`an expression in a script: ${step.run}`);
  return problems;
}

function versionProblems(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => /^\s*(- )?uses:/.test(line) && !/ # v\d+\.\d+\.\d+$/.test(line))
    .map((line) => `no version beside the commit: ${line.trim()}`);
}
