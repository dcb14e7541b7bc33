import { Construct } from 'constructs';
import { declare } from './declaration';
import { Environment } from './environment';
import type { ExternalSystem } from './model/graph';
import type { Issues } from './model/issue';
import { isDnsSubdomain, isNetwork } from './model/names';
import type { PodPeer } from './model/peer';
import { checkPortNumber } from './model/ports';

/** A system that services call and that is not of this environment: a payment provider, a database service. */
export interface ExternalProps {
  /** Its host name or address. */
  readonly host: string;
  /**
   * Networks that the host's addresses are in: NetworkPolicies know addresses, not names.
   * @default - none: only where the environment has `fqdnPolicies`
   */
  readonly cidrs?: readonly string[];
  /**
   * Pods of another namespace that answer under the host, like those of a database service in the cluster.
   * @default - it is not in the cluster
   */
  readonly pods?: PodPeer;
  /** @default 'https' */
  readonly protocol?: ExternalSystem['protocol'];
  /** @default - 443 for https, 80 for http; tcp must say its own */
  readonly port?: number;
}

/** A node of the graph without objects of its own: whoever names it in `upstreams` gets its address and may reach it. */
export class External extends Construct {
  /** The system with nothing left undecided. */
  readonly resolved: ExternalSystem;

  constructor(scope: Construct, id: string, props: ExternalProps) {
    super(scope, id);
    declare(this, 'External', props);
    const environment = Environment.of(this);
    const protocol = props.protocol ?? 'https';
    const port = props.port ?? (protocol === 'https' ? 443 : 80);
    const byName = environment.resolved.fqdnPolicies !== undefined;
    checkExternal(props, byName, environment.issuesFor(this));
    this.resolved = {
      name: id,
      host: props.host,
      port,
      protocol,
      cidrs: props.cidrs ?? [],
      ...(props.pods && { pods: props.pods }),
    };
    environment.graph.addNode({ kind: 'external', path: this.node.path, name: id, external: this.resolved });
    environment.touch();
  }
}

function checkExternal(
  { host, cidrs = [], pods, protocol, port }: ExternalProps,
  byName: boolean,
  issues: Issues,
): void {
  if (!isDnsSubdomain(host)) {
    issues.error(
      'host',
      `host '${host}' is not a DNS name or address: write it without scheme, port or path, like 'api.stripe.com'`,
    );
  }
  if (cidrs.length === 0 && !pods && !byName) {
    issues.error(
      'cidr',
      `nothing could reach '${host}': give its networks, like cidrs: ['203.0.113.0/24'], its pods: { namespace }, or the environment fqdnPolicies: 'cilium'`,
    );
  }
  for (const cidr of cidrs) {
    if (!isNetwork(cidr))
      issues.error('cidr', `'${cidr}' is not a network: write it with its mask, like '203.0.113.0/24'`);
  }
  if (port !== undefined) checkPortNumber('port', port, issues);
  if (protocol === 'tcp' && port === undefined) {
    issues.error('port-number', `'${host}' speaks tcp, which has no usual port: give its port`);
  }
}
