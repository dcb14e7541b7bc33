import type { Issues } from './issue';
import { isLabelKey, isLabelValue } from './names';

export type Labels = Readonly<Record<string, string>>;

export const INSTANCE_LABEL = 'app.kubernetes.io/instance';
export const VERSION_LABEL = 'app.kubernetes.io/version';
export const MANAGED_BY = 'cdk8s-fairway';
/** What every object of the library carries. */
export const MANAGED_BY_LABELS: Labels = { 'app.kubernetes.io/managed-by': MANAGED_BY };
/** Keys that the library sets itself; a user's label of that name would break selectors. */
const OWN_PREFIX = 'app.kubernetes.io/';

interface LabelContext {
  readonly name: string;
  readonly environment: string;
  readonly partOf: string;
  readonly owner?: string;
}

/**
 * Kubernetes' recommended labels, plus environment and owner. The version stands on the Deployment and its pods alone: a
 * new image changes one object, not ten.
 */
export function recommendedLabels(context: LabelContext): Labels {
  return {
    'app.kubernetes.io/name': context.name,
    [INSTANCE_LABEL]: context.name,
    'app.kubernetes.io/part-of': context.partOf,
    ...MANAGED_BY_LABELS,
    environment: context.environment,
    ...(context.owner !== undefined && { owner: context.owner }),
  };
}

/** The one label that chooses a service's pods: it never changes, and it is the name of the object. */
export function selectorLabels(name: string): Labels {
  return { [INSTANCE_LABEL]: name };
}

export function checkLabels(labels: Labels, issues: Issues): void {
  for (const [key, value] of Object.entries(labels)) {
    if (!isLabelKey(key)) {
      issues.error(
        'label-key',
        `label key '${key}' must be at most 63 of letters, digits, '-', '_' and '.', after an optional DNS name and '/'`,
      );
    }
    if (key.startsWith(OWN_PREFIX)) {
      issues.error('label-key', `label '${key}' is set by the library: choose another key`);
    }
    if (!isLabelValue(value)) {
      issues.error(
        'label-value',
        `value '${value}' of label '${key}' must be at most 63 of letters, digits, '-', '_' and '.', beginning and ending with a letter or digit`,
      );
    }
  }
}
