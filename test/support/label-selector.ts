import { record, records, text } from './manifest';

export type Labels = Readonly<Record<string, unknown>>;
export type LabelTest = (labels: Labels) => boolean;

function expressionTest(expression: Labels): LabelTest {
  const key = text(expression.key);
  const values = new Set(Array.isArray(expression.values) ? expression.values : []);
  switch (expression.operator) {
    case 'In':
      return (labels) => values.has(labels[key]);
    case 'NotIn':
      // True also for an object that lacks the label.
      return (labels) => !values.has(labels[key]);
    case 'Exists':
      return (labels) => Object.hasOwn(labels, key);
    case 'DoesNotExist':
      return (labels) => !Object.hasOwn(labels, key);
    default:
      throw new Error(`unknown selector operator ${String(expression.operator)}`);
  }
}

/** A Kubernetes label selector; the empty one selects everything. */
export function selectorTest(selector: unknown): LabelTest {
  const { matchLabels, matchExpressions } = record(selector);
  const wanted = Object.entries(record(matchLabels));
  const tests = records(matchExpressions).map(expressionTest);
  return (labels) => wanted.every(([key, value]) => labels[key] === value) && tests.every((test) => test(labels));
}
