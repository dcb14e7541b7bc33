import { violationsOf } from '../policies/objects/check';
import { objectRules } from '../policies/objects/rules';
import { covers, type ObjectWaiver, waiverProblems } from '../policies/objects/waivers';

/** What a `validations:` entry of `cdk8s.yaml` may hand over as `properties`. */
export interface ObjectPoliciesProps {
  /** Which rules may be broken where, why, and until when. @default - none */
  readonly waivers?: readonly ObjectWaiver[];
}

/** What the cdk8s command line hands to a validation plugin, as far as it is used. */
export interface ObjectPoliciesContext {
  /** Paths of the files. */
  readonly manifests: readonly string[];
  readonly report: {
    addViolation(violation: ObjectPoliciesViolation): void;
    submit(status: 'success' | 'failure'): void;
  };
  parseManifest(path: string): readonly unknown[];
}

/** A broken rule in the command line's own words. */
export interface ObjectPoliciesViolation {
  readonly ruleName: string;
  readonly recommendation: string;
  readonly fix: string;
  readonly violatingResources: readonly {
    readonly resourceName: string;
    readonly locations: readonly string[];
    readonly manifestPath: string;
  }[];
}

interface Found {
  readonly rule: string;
  readonly fix: string;
  readonly namespace: string;
  readonly object: string;
  readonly name: string;
  readonly location: string;
  readonly path: string;
}

/**
 * Validation plugin of the cdk8s command line: `cdk8s synth` fails when an object, whoever has made it, breaks a rule that
 * no waiver covers. A waiver that has expired, that lacks reason or owner, or that covers nothing fails it too.
 */
export class ObjectPolicies {
  private readonly waivers: readonly ObjectWaiver[];

  constructor({ waivers = [] }: ObjectPoliciesProps = {}) {
    this.waivers = waivers;
  }

  async validate(context: ObjectPoliciesContext): Promise<void> {
    const { report } = context;
    const found = context.manifests.flatMap((path) =>
      context.parseManifest(path).flatMap((object) => findingsOf(object, path)),
    );
    const open = found.filter((finding) => !this.waivers.some((waiver) => covers(waiver, finding)));
    for (const violation of byObject(open)) report.addViolation(violation);
    const problems = waiverProblems(this.waivers, found, {
      rules: objectRules.map(({ name }) => name),
      today: new Date().toISOString().slice(0, 10),
    });
    for (const problem of problems) report.addViolation(ofWaiver(problem));
    report.submit(open.length + problems.length > 0 ? 'failure' : 'success');
  }
}

function findingsOf(object: unknown, path: string): readonly Found[] {
  // A document without content parses to null.
  if (typeof object !== 'object' || object === null) return [];
  const { kind, metadata } = object as { kind?: unknown; metadata?: { name?: unknown; namespace?: unknown } };
  const name = String(metadata?.name ?? '');
  return violationsOf(object as Readonly<Record<string, unknown>>).map(({ rule, location }) => ({
    rule: rule.name,
    fix: rule.fix,
    namespace: String(metadata?.namespace ?? ''),
    object: `${String(kind)}/${name}`,
    name,
    location,
    path,
  }));
}

/** One violation for each rule that an object breaks, with every place in it. */
function byObject(found: readonly Found[]): readonly ObjectPoliciesViolation[] {
  const groups = new Map<string, Found[]>();
  for (const finding of found) {
    const key = JSON.stringify([finding.rule, finding.path, finding.object, finding.namespace]);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()].map((group) => {
    const [{ rule, fix, object, namespace, name, path }] = group as [Found];
    return {
      ruleName: rule,
      recommendation: `${object}${namespace === '' ? '' : ` in ${namespace}`} breaks '${rule}'`,
      fix,
      violatingResources: [
        { resourceName: name, locations: group.map(({ location }) => location), manifestPath: path },
      ],
    };
  });
}

function ofWaiver(problem: string): ObjectPoliciesViolation {
  return {
    ruleName: 'waiver',
    recommendation: problem,
    fix: 'change the waiver in cdk8s.yaml',
    violatingResources: [],
  };
}
