import type { CallEdge, ServiceGraph, ServiceNode } from './graph';

/** Services in the order in which they can start: each after those that it cannot do without. */
export interface CallOrder {
  /** Services of one wave do not wait for each other; those that call in circles share a wave. */
  readonly waves: readonly (readonly ServiceNode[])[];
  /** The longest chain of calls from each service that nobody calls, the service itself first; a circle counts once. */
  readonly chains: readonly (readonly ServiceNode[])[];
}

/** Calls that are optional do not count: the caller goes on without them. */
export function callOrder(graph: ServiceGraph): CallOrder {
  const circles = circlesOf(graph);
  const circleOf = new Map(circles.flatMap((circle) => circle.map((node) => [node.path, circle] as const)));
  const next = new Map<readonly ServiceNode[], readonly ServiceNode[]>();
  const called = new Set<readonly ServiceNode[]>();
  const depth = new Map<readonly ServiceNode[], number>();
  // Tarjan's algorithm gives callees before their callers, so one pass is enough.
  for (const circle of circles) {
    const callees = circle
      .flatMap((node) => needed(graph, node))
      .map(({ to }) => circleOf.get(to.path)!)
      .filter((callee) => callee !== circle);
    for (const callee of callees) called.add(callee);
    const deepest = callees.reduce<readonly ServiceNode[] | undefined>(
      (best, callee) => (best === undefined || depth.get(callee)! > depth.get(best)! ? callee : best),
      undefined,
    );
    if (deepest) next.set(circle, deepest);
    depth.set(circle, deepest ? depth.get(deepest)! + 1 : 0);
  }
  const heads = circles.filter((circle) => !called.has(circle));
  return { waves: wavesOf(circles, depth), chains: heads.map((head) => chain(head, next)) };
}

function wavesOf(
  circles: readonly (readonly ServiceNode[])[],
  depth: ReadonlyMap<readonly ServiceNode[], number>,
): readonly (readonly ServiceNode[])[] {
  const waves: ServiceNode[][] = [];
  for (const circle of circles) {
    const index = depth.get(circle)!;
    const wave = waves[index];
    if (wave) wave.push(...circle);
    else waves[index] = [...circle];
  }
  return waves.map((wave) => wave.sort((a, b) => (a.name < b.name ? -1 : 1)));
}

function chain(
  head: readonly ServiceNode[],
  next: ReadonlyMap<readonly ServiceNode[], readonly ServiceNode[]>,
): readonly ServiceNode[] {
  const nodes: ServiceNode[] = [];
  for (let circle: readonly ServiceNode[] | undefined = head; circle !== undefined; circle = next.get(circle))
    nodes.push(circle[0]!);
  return nodes;
}

function needed(graph: ServiceGraph, node: ServiceNode): readonly CallEdge[] {
  return graph.callsFrom(node.path).filter(({ optional }) => !optional);
}

interface Visit {
  readonly node: ServiceNode;
  readonly calls: readonly CallEdge[];
  nextCall: number;
}

/** Tarjan's strongly connected components, with a stack of its own: a chain of ten thousand calls is no recursion. */
function circlesOf(graph: ServiceGraph): readonly (readonly ServiceNode[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: ServiceNode[] = [];
  const isOpen = new Set<string>();
  const circles: ServiceNode[][] = [];
  const visits: Visit[] = [];

  const enter = (node: ServiceNode): void => {
    index.set(node.path, index.size);
    low.set(node.path, index.size - 1);
    open.push(node);
    isOpen.add(node.path);
    visits.push({ node, calls: needed(graph, node), nextCall: 0 });
  };
  const lower = (path: string, value: number): void => {
    low.set(path, Math.min(low.get(path)!, value));
  };
  const leave = ({ node }: Visit): void => {
    visits.pop();
    const caller = visits.at(-1);
    if (caller) lower(caller.node.path, low.get(node.path)!);
    if (low.get(node.path) !== index.get(node.path)) return;
    const circle = open.splice(open.lastIndexOf(node));
    for (const member of circle) isOpen.delete(member.path);
    circles.push(circle);
  };
  const step = (visit: Visit): void => {
    const call = visit.calls[visit.nextCall++];
    if (call === undefined) leave(visit);
    else if (!index.has(call.to.path)) enter(call.to);
    else if (isOpen.has(call.to.path)) lower(visit.node.path, index.get(call.to.path)!);
  };

  for (const service of graph.services) {
    if (!index.has(service.path)) enter(service);
    for (let visit = visits.at(-1); visit !== undefined; visit = visits.at(-1)) step(visit);
  }
  return circles;
}
