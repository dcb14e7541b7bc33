import { groupBy } from '../../model/group';
import { keysOf } from './fields';
import {
  CONTAINER_LISTS,
  type Condition,
  type ContainerScope,
  OBJECT_LISTS,
  type ObjectRule,
  POD_SPECS,
  type Scope,
} from './rules';

/** Without its type: the same expressions are for many kinds, and the API server would look for each field in each. */
const SUBJECT = 'variables.subject';
const POD = 'variables.pod';
const BROKEN = 'variables.broken';
const SERVED = 'part.?ports.orValue([]).exists(port, port.?protocol.orValue("TCP") == "TCP")';

/** A named expression; later ones may use it. */
interface CelVariable {
  readonly name: string;
  readonly expression: string;
}

/**
 * What an object must fulfil to keep a rule, in the Common Expression Language with the optional fields of Kubernetes
 * 1.29, and an expression that tells what breaks it.
 */
export interface CelRule {
  readonly variables: readonly CelVariable[];
  readonly expression: string;
  readonly messageExpression: string;
}

export function celOf(rule: ObjectRule): CelRule {
  const { name, scope, fix } = rule;
  const variables = [
    { name: 'subject', expression: 'dyn(object)' },
    ...(scope === 'object' || scope in OBJECT_LISTS ? [] : [{ name: 'pod', expression: podSpec() }]),
  ];
  const broken = brokenNames(rule);
  const told = `breaks '${name}'`;
  if (broken !== undefined) {
    return {
      variables: [...variables, { name: 'broken', expression: broken }],
      expression: `size(${BROKEN}) == 0`,
      messageExpression: `${value(`${told} in `)} + ${BROKEN}.join(", ") + ${value(`: ${fix}`)}`,
    };
  }
  const list = listOf(scope);
  const base = scope === 'pod' ? POD : SUBJECT;
  const expression = list === undefined ? holdAll(rule, base) : `${list}.all(part, ${holdAll(rule, 'part')})`;
  return { variables, expression, messageExpression: value(`${told}: ${fix}`) };
}

function holdAll({ must }: ObjectRule, base: string): string {
  return must.map((condition) => holds(condition, base)).join(' && ');
}

/** The names of the parts that break a rule; undefined where parts have none. */
function brokenNames(rule: ObjectRule): string | undefined {
  const { scope } = rule;
  if (scope === 'clear-text') {
    const keys = `${optional(SUBJECT, 'data')}.orValue({}).filter(name, !(${holdAll(rule, 'optional.of({"name": name})')}))`;
    const clear = `variable.?value.orValue("") != "" && !(${holdAll(rule, 'variable')})`;
    const named = `${containersOf('container')}.filter(part, part.?env.orValue([]).exists(variable, ${clear})).map(part, part.name)`;
    return `${SUBJECT}.kind == "ConfigMap" ? ${keys} : ${named}`;
  }
  if (scope !== 'volume' && !Object.hasOwn(CONTAINER_LISTS, scope)) return undefined;
  return `${listOf(scope)}.filter(part, !(${holdAll(rule, 'part')})).map(part, part.name)`;
}

function listOf(scope: Scope): string | undefined {
  if (scope === 'object' || scope === 'pod' || scope === 'clear-text') return undefined;
  if (scope === 'volume') return items(POD, 'volumes');
  if (scope in OBJECT_LISTS) return items(SUBJECT, OBJECT_LISTS[scope as keyof typeof OBJECT_LISTS]);
  return containersOf(scope as ContainerScope);
}

function containersOf(scope: ContainerScope): string {
  const all = `(${CONTAINER_LISTS[scope].map((list) => items(POD, list)).join(' + ')})`;
  return scope === 'served-container' ? `${all}.filter(part, ${SERVED})` : all;
}

function items(base: string, field: string): string {
  return `${optional(base, field)}.orValue([])`;
}

function podSpec(): string {
  const ofKinds = [...groupBy(Object.entries(POD_SPECS), ([, path]) => path)];
  return ofKinds.reduceRight((rest, [path, kinds]) => {
    const names = value(kinds.map(([kind]) => kind));
    return `${SUBJECT}.kind in ${names} ? ${optional(SUBJECT, path)}.orValue({}) : ${rest}`;
  }, '{}');
}

/** An optional value, by its path. */
function optional(base: string, field: string): string {
  const steps = keysOf(field).map((key) => (/^[A-Za-z]+$/.test(key) ? `.?${key}` : `[?${value(key)}]`));
  return `${base}${steps.join('')}`;
}

function holds(condition: Condition, base: string): string {
  const own = optional(base, condition.field);
  const found = condition.inherited ? `${own}.or(${optional(POD, condition.field)})` : own;
  if ('present' in condition) return `${found}.hasValue()`;
  if ('filled' in condition) return `size(${found}.orValue([])) > 0`;
  if ('absent' in condition) return `!${found}.hasValue()`;
  if ('oneOf' in condition) return `(${found}.hasValue() && ${found}.value() in ${value(condition.oneOf)})`;
  if ('absentOr' in condition) return `(!${found}.hasValue() || ${found}.value() in ${value(condition.absentOr)})`;
  if ('includes' in condition) return `${value(condition.includes)} in ${found}.orValue([])`;
  if ('excludes' in condition) return `!(${value(condition.excludes)} in ${found}.orValue([]))`;
  if ('matches' in condition) return `${found}.orValue("").matches(${value(condition.matches)})`;
  return `!${found}.orValue("").matches(${value(condition.matchesNot)})`;
}

/** What JSON writes is a literal of the expression language too. */
function value(data: unknown): string {
  return JSON.stringify(data);
}
