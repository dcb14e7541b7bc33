import { contenders } from './contenders';
import { goalsTable } from './goals';
import type { Results, SizeResult } from './results';
import { sizeTitle, type Table, tables } from './rows';

/** From here on the bars of a peer that grows with the square of the size leave no room for the others. */
const LARGEST_WITH_SLOW = 100;

const INTRODUCTION = `<!-- Written by \`npm run bench\` from bench/results.json. -->
# Speed

The same objects, written by this library and by its peers: a system of services that call each other, with
configuration, secrets, topics, monitoring, network policies, a way in for every tenth, and autoscaling in \`prod\`, in
three environments. \`npm run bench\` makes it, compares the objects of all with this library's as data (up to 100
services), and measures each in processes of its own, in turn, so that a machine that slows down slows all of them. Figures
are medians; ratios are to this library.

What each has to do differs, and mostly to the peers' favour:

- **cdk8s-fairway** works out every object from the program that a user writes, and checks the whole system. It writes no
  maps here, because nobody else does; the line below has them, as an \`App\` writes them unless told otherwise.
- **objects held ready** is the floor: the very objects are read from a JSON file, serialized by this library's own
  serializer, and written to the same files.
- **cdk8s-plus-28** gets the objects from that JSON file too, and puts them through its own typed classes, one chart a
  service. Deployments and custom resources are plain \`ApiObject\`s: its typed Deployment drops \`preStop.sleep\`.
- **helm template** gets a chart with loops over the services, who calls whom and the quotas as values, and runs once an
  environment.
- **kustomize build** gets a base and three overlays a service, with all that is worked out in them, and runs once an
  environment.

kosko is not here: npm did not serve its command line when this was written. kustomize is not asked for 1,000 services: one
environment of 300 took it 30 s of CPU time, and one of 1,000 had not ended after 200 s.
`;

const REASONS = `## Where the time goes

By CPU time, of 1,000 services in three environments, as the profile of Node.js shows it: a quarter is to make the
constructs and to resolve their props, a tenth to check the system, over a third to work out the objects (a third of that
is \`metadata.toJson()\` of cdk8s, which asks every resolver about every label), a tenth the YAML, and the rest to write
files and to collect garbage. The floor has the last three alone.

Memory is the construct tree: about 28,000 objects with their metadata. Texts are written as they are made.
`;

/** docs/speed.md. */
export function document(results: Results): string {
  const figures = [goalsTable(results), ...tables(results)].map(tableText);
  const parts = [INTRODUCTION, machineText(results), ...figures, ...results.sizes.map(chart), REASONS];
  return parts.filter((part) => part !== '').join('\n');
}

function machineText({ machine, versions }: Results): string {
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version.replace(/^v/, '')}`);
  const { cpu, cores, memoryGibibytes, system } = machine;
  return `Measured on ${cpu}, ${cores} cores, ${memoryGibibytes} GiB, ${system}, with ${programs.join(', ')}.\n`;
}

function tableText({ title, header, rows }: Table): string {
  const rule = header.map((_, column) => (column === 0 ? '---' : '---:'));
  const lines = [header, rule, ...rows].map((row) => `| ${row.join(' | ')} |`);
  return `## ${title}\n\n${lines.join('\n')}\n`;
}

/** CPU seconds as bars; at small sizes all of them just start Node.js. */
function chart({ services, objects, contenders: list }: SizeResult): string {
  if (services < LARGEST_WITH_SLOW) return '';
  const shown = list.filter(({ name }) => services <= LARGEST_WITH_SLOW || !('slow' in contenders[name]));
  const names = shown.map(({ name }) => `"${name}"`).join(', ');
  const seconds = shown.map(({ cpuSeconds }) => cpuSeconds.toFixed(2)).join(', ');
  const lines = [
    'xychart-beta horizontal',
    `  title "CPU seconds for ${sizeTitle(services, objects)}"`,
    `  x-axis [${names}]`,
    '  y-axis "seconds"',
    `  bar [${seconds}]`,
  ];
  return `\`\`\`mermaid\n${lines.join('\n')}\n\`\`\`\n`;
}
