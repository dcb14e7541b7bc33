import { Yaml } from 'cdk8s';
import { Issues } from '../../model/issue';
import { type ResolvedWorkflows, resolveWorkflows, type WorkflowOptions } from '../../model/workflows';
import { actions, reference } from './actions';
import { mainWorkflow } from './main-workflow';
import { promoteWorkflow } from './promote-workflow';
import type { Workflow } from './steps';

const HEADER = '# Written by cdk8s-fairway from the options of the program; change it there.\n';

/**
 * GitHub's workflow files for a repository, by their paths: `main.yml` for every commit, and a `promote-to-….yml` for each
 * environment that images are promoted to. Throws with everything that is wrong with the options at once.
 */
export function workflowFiles(options: WorkflowOptions): ReadonlyMap<string, string> {
  const issues = new Issues('workflows');
  const resolved = resolveWorkflows(options, issues);
  if (issues.list.length > 0) {
    throw new Error(`the workflows cannot be written:\n  ${issues.list.map(({ message }) => message).join('\n  ')}`);
  }
  return new Map(workflows(resolved).map(([name, workflow]) => [`.github/workflows/${name}.yml`, written(workflow)]));
}

function workflows(options: ResolvedWorkflows): readonly (readonly [name: string, workflow: Workflow])[] {
  const promotions = options.promotions.map(
    (promotion) => [`promote-to-${promotion.environment}`, promoteWorkflow(options, promotion)] as const,
  );
  return [['main', mainWorkflow(options)], ...promotions];
}

const VERSIONS: ReadonlyMap<string, string> = new Map(
  Object.entries(actions).map(([name, { version }]) => [reference(name as keyof typeof actions), version]),
);

/** Why a job may write, for who reads the file. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['contents', 'for the branch of the proposal; main itself is protected'],
  ['id-token', 'to sign in the name of this workflow, with no key to steal'],
  ['issues', 'to tell the owner'],
  ['packages', 'to push images, or name them'],
  ['pull-requests', 'to comment, or to propose'],
]);

/** With a version beside each commit, for people and for the bots that renew them, and a reason beside each right. */
function written(workflow: Workflow): string {
  // As plain data: parts that stand in it several times would become anchors of YAML, which linters do not follow.
  const text = Yaml.stringify(JSON.parse(JSON.stringify(workflow)));
  return (
    HEADER +
    text
      .replace(/^(\s*(?:- )?uses: )(\S+)$/gm, (line, _key, used) => `${line} # ${VERSIONS.get(used)}`)
      .replace(/^ +([a-z-]+): write$/gm, (line, right) => `${line} # ${REASONS.get(right)}`)
  );
}
