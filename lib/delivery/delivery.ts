import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { Manifest } from '../manifest';
import { Issues } from '../model/issue';
import { argoAnnotations } from './annotations';
import { appProject } from './app-project';
import { application } from './application';
import { checkDelivery } from './check';
import { type Delivered, type DeliveredEnvironment, resolveDelivered } from './delivered';

const DELIVERY = Symbol.for('cdk8s-fairway.Delivery');

/** How environments get from Git to their clusters. */
export interface DeliveryProps {
  /** The Git repository that the manifests are committed to, without user and password. */
  readonly repository: string;
  /** The environments that Argo CD delivers from it. */
  readonly environments: readonly DeliveredEnvironment[];
  /**
   * The folder of the repository that synth writes to.
   * @default 'dist'
   */
  readonly folder?: string;
  /**
   * The organization on GitHub whose teams the owners of services are, for CODEOWNERS.
   * @default - none: owners are not in CODEOWNERS
   */
  readonly organization?: string;
  /**
   * The namespace that Argo CD runs in.
   * @default 'argocd'
   */
  readonly namespace?: string;
}

/**
 * Argo CD's objects for your environments, under the name of the construct: an Application each, dev in step with Git by
 * itself, staging and prod synced by hand; and an AppProject each, which permits what the environment is made of and
 * nothing else. The environments' objects are given sync waves by who calls whom. Beside them stand the rules by which
 * GitHub asks for approvals, and Backstage's catalog.
 */
export class Delivery extends Chart {
  static isDelivery(this: void, value: unknown): value is Delivery {
    return typeof value === 'object' && value !== null && DELIVERY in value;
  }

  /** Chart defines `instanceof` for all its subclasses, so that any Chart would count as a Delivery. */
  static override [Symbol.hasInstance](value: unknown): value is Delivery {
    return Delivery.isDelivery(value);
  }

  /**
   * The environments with nothing left undecided.
   * @internal
   */
  readonly delivered: readonly Delivered[];

  /** @internal */
  readonly organization: string | undefined;

  constructor(scope: Construct, id: string, props: DeliveryProps) {
    super(scope, id);
    Object.defineProperty(this, DELIVERY, { value: true });
    const { repository, folder = 'dist', namespace = 'argocd' } = props;
    this.organization = props.organization;
    const place = { name: id, repository, folder, namespace };
    this.delivered = props.environments.map((environment) => resolveDelivered(environment, place));
    this.node.addValidation({ validate: () => this.problems(props) });
    for (const delivered of this.delivered) this.deliver(delivered);
  }

  private deliver(delivered: Delivered): void {
    const { environment } = delivered;
    const { id } = environment.node;
    // An environment that is given twice is told by the check, and would be a construct of that name already.
    if (this.node.tryFindChild(`AppProject-${id}`)) return;
    new Manifest(this, `AppProject-${id}`, appProject(delivered));
    const { metadata } = new Manifest(this, `Application-${id}`, application(delivered));
    // By a dry run of the server: else every default of a custom resource is a difference.
    metadata.addAnnotation('argocd.argoproj.io/compare-options', 'ServerSideDiff=true');
    Manifest.annotateUnder(environment, argoAnnotations(environment));
  }

  private problems(props: DeliveryProps): string[] {
    const issues = new Issues(this.node.path);
    checkDelivery(this, props, issues);
    return issues.list.map(({ message }) => message);
  }
}
