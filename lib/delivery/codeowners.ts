import type { Delivered } from './delivered';

const HEADER = `# Whose review a change needs: for .github/CODEOWNERS. Written by synth from owners and reviewers.
# The last line that matches a file counts, and one of those in it is enough.
`;

/**
 * The part of CODEOWNERS that guards the environments: the reviewers where an environment names them, else the owners of
 * its services. What guards the others is guarded by the reviewers of the strictest environment.
 */
export function codeowners(delivered: readonly Delivered[], organization: string | undefined): string {
  const lines = [...delivered].sort((a, b) => (a.path < b.path ? -1 : 1)).flatMap((one) => linesOf(one, organization));
  const strictest = Math.max(0, ...delivered.map(({ rule }) => rule.approvals));
  const guards = distinct(
    delivered
      .filter(({ rule, reviewers }) => rule.approvals === strictest && reviewers.length > 0)
      .flatMap((one) => one.reviewers),
  );
  const folder = delivered[0]?.place.folder;
  const own = guards.length === 0 ? [] : [line(`/${folder}/delivery/`, guards), line('/.github/CODEOWNERS', guards)];
  return `${HEADER}${[...lines, ...own].map((text) => `${text}\n`).join('')}`;
}

/** An owner's line would let the owners alone pass: where reviewers stand, there is none. */
function linesOf({ path, reviewers, lockFile, environment }: Delivered, organization: string | undefined): string[] {
  if (reviewers.length > 0) {
    return [line(`/${path}/`, reviewers), ...(lockFile === undefined ? [] : [line(`/${lockFile}`, reviewers)])];
  }
  if (organization === undefined) return [];
  return environment.graph.services
    .flatMap(({ name, service }) => (service.labels.owner === undefined ? [] : [[name, service.labels.owner] as const]))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, owner]) => line(`/${path}/${name}.k8s.yaml`, [`@${organization}/${owner}`]));
}

function line(path: string, owners: readonly string[]): string {
  return `${path} ${distinct(owners).join(' ')}`;
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
