import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOOLS as CLUSTER_TOOLS, requiredVersion } from '../cluster/harness/build';
import type { GradedEnvironment } from './grade-examples';
import { type Entry, entryFor, ledger } from './ledger';

const PAGE = join(__dirname, '..', '..', 'docs', 'graders.md');
const TOOLS = join(__dirname, 'tools');
const GRADERS = ['kube-score', 'checkov', 'kubeconform'] as const;

/** The results and the ledger, for readers. */
export function page(graded: readonly GradedEnvironment[]): string {
  return [
    '# What public graders find',
    '',
    'Written by `npm run graders`, which writes the examples as `cdk8s synth` does and has three public graders judge what',
    'people depend on: staging and prod. What they find is mended or stands in the ledger below, which is checked both ways:',
    'a finding without an entry fails the run, an entry without a finding too.',
    '',
    ...versions(),
    '',
    '| environment | grader | checks passed | findings in the ledger | others |',
    '|---|---|---|---|---|',
    ...graded.flatMap(rows),
    '',
    '## Ledger',
    '',
    '| grader | check | where | why it stands |',
    '|---|---|---|---|',
    ...ledger.map((entry) => `| ${entry.grader} | ${titleOf(entry, graded)} | ${where(entry)} | ${entry.reason} |`),
    '',
  ].join('\n');
}

/** Writes the page; where that is not asked for, it has to be there as it would be written. */
export function keepPage(text: string): void {
  if (process.env.FAIRWAY_WRITE) writeFileSync(PAGE, text);
  if (readFileSync(PAGE, 'utf8') !== text) {
    throw new Error('docs/graders.md tells of another run: write it by npm run graders, and read its diff');
  }
}

function rows({ environment, findings, passed }: GradedEnvironment): readonly string[] {
  return GRADERS.map((grader) => {
    const own = findings.filter((finding) => finding.grader === grader);
    const others = own.filter((finding) => entryFor(environment, finding) === undefined);
    return `| ${environment} | ${grader} | ${passed[grader]} | ${own.length - others.length} | ${others.length} |`;
  });
}

function titleOf({ grader, check }: Entry, graded: readonly GradedEnvironment[]): string {
  const found = graded.flatMap(({ findings }) => findings).find((one) => one.grader === grader && one.check === check);
  if (found === undefined) return `\`${check}\``;
  const critical = found.grade === 'ungraded' ? '' : ` (${found.grade})`;
  return `\`${check}\` ${found.title}${critical}`;
}

function where({ environments, objects = ['every Deployment'] }: Entry): string {
  return `${environments.join(', ')}: ${objects.join(', ')}`;
}

function versions(): readonly string[] {
  const programs = join(TOOLS, 'programs');
  const pinned = readFileSync(join(TOOLS, 'checkov', 'requirements.txt'), 'utf8');
  const kubernetes = requiredVersion(join(CLUSTER_TOOLS, 'control-plane'), 'k8s.io/kubernetes');
  return [
    `kube-score ${requiredVersion(programs, 'github.com/zegl/kube-score')}, default checks;`,
    `kubeconform ${requiredVersion(programs, 'github.com/yannh/kubeconform')}, strict, with the schemas of Kubernetes ${kubernetes} and of the operators' own definitions;`,
    `checkov ${/^checkov==(.+)$/m.exec(pinned)?.[1]}, whose open checks carry no grade.`,
  ];
}
