import { ApiObject, App as Cdk8sApp, type AppProps as Cdk8sAppProps } from 'cdk8s';
import { Delivery } from '../delivery/delivery';
import { deliveryFiles } from '../delivery/files';
import { Environment } from '../environment';
import { mapFiles } from '../map/files';
import { systemMap } from '../map/system-map';
import { groupBy } from '../model/group';
import { formatIssue, type Issue } from '../model/issue';
import { kustomizations } from './kustomization';
import { compareObjects, fileOf } from './layout';
import { type OutputFile, writeFiles } from './output';
import { stringify } from './yaml';

export interface AppProps extends Pick<Cdk8sAppProps, 'outdir' | 'outputFileExtension' | 'resolvers'> {
  /**
   * What happens with each warning and note of the synth.
   * @default - a line on standard error
   */
  readonly onIssue?: (issue: Issue) => void;
  /**
   * Whether the maps of the environments are written too: `map.md` for Markdown, `map.html` for the browser.
   * @default true
   */
  readonly map?: boolean;
  /**
   * Whether each environment's folder has a `kustomization.yaml` with all its files, for `kubectl apply -k` and for overlays;
   * `kubectl apply -f` refuses a folder with one.
   * @default false
   */
  readonly kustomization?: boolean;
}

/**
 * A cdk8s App that writes `<environment>/<service>.k8s.yaml`, walks the tree once instead of once a chart, and writes
 * nothing when anything is wrong.
 */
export class App extends Cdk8sApp {
  private readonly onIssue: (issue: Issue) => void;
  private readonly map: boolean;
  private readonly kustomization: boolean;

  constructor(props: AppProps = {}) {
    const { onIssue, map = true, kustomization = false, ...rest } = props;
    super(rest);
    this.map = map;
    this.kustomization = kustomization;
    this.onIssue = onIssue ?? ((issue) => process.stderr.write(`${formatIssue(issue)}\n`));
  }

  /** Checks everything, then writes every environment. Throws with all errors at once, before the first file. */
  override synth(): void {
    const constructs = this.node.findAll();
    const errors = constructs.flatMap(({ node }) => node.validate().map((message) => `[${node.path}] ${message}`));
    if (errors.length > 0) {
      throw new Error(`Validation failed with the following errors:\n  ${errors.join('\n  ')}`);
    }
    const environments = constructs.filter(Environment.isEnvironment);
    for (const { issues } of environments) for (const issue of issues) this.onIssue(issue);
    const files = this.files(constructs.filter(ApiObject.isApiObject), environments);
    writeFiles(this.outdir, this.outputFileExtension, files);
  }

  private *files(objects: readonly ApiObject[], environments: readonly Environment[]): Generator<OutputFile> {
    const paths: string[] = [];
    for (const [file, content] of groupBy(objects, fileOf)) {
      const path = `${file}${this.outputFileExtension}`;
      paths.push(path);
      yield [path, stringify(content.sort(compareObjects).map((object) => object.toJson() as object))];
    }
    for (const delivery of this.node.findAll().filter(Delivery.isDelivery)) yield* deliveryFiles(delivery, stringify);
    if (this.kustomization) yield* kustomizations(new Set(environments.map(({ node }) => node.id)), paths);
    if (this.map) yield* mapFiles(environments.map(({ resolved, graph }) => systemMap(resolved, graph)));
  }
}
