import type { EnforcedRule, Exempted } from './enforced';
import { keysOf } from './fields';
import { CONTAINER_LISTS, type Condition, OBJECT_LISTS, type ObjectRule, POD_SPECS, type Scope } from './rules';

/** What the rules share: how they find their parts, and how they read a field, where null counts as absent. */
const LIBRARY = `
pod_specs := ${json(Object.fromEntries(Object.entries(POD_SPECS).map(([kind, path]) => [kind, path.split('.')])))}

kind := object.get(subject, ["kind"], "")

metadata := object.get(subject, ["metadata"], {})

pods := [pod | pod := object.get(subject, pod_specs[kind], null); is_object(pod)]

list_of(value, path) := found if {
	found := object.get(value, path, [])
	is_array(found)
} else := []

items(lists) := [item | some pod in pods; some list in lists; some item in list_of(pod, [list])]

is_clear(variable) if {
	value := object.get(variable, ["value"], null)
	is_string(value)
	value != ""
}

clear_text contains name if {
	some container in items(${json(CONTAINER_LISTS.container)})
	some variable in list_of(container, ["env"])
	is_clear(variable)
	name := object.get(variable, ["name"], "")
}

clear_text contains name if {
	kind == "ConfigMap"
	some name, _ in object.get(subject, ["data"], {})
}

is_served(container) if {
	some port in list_of(container, ["ports"])
	absent_or(object.get(port, ["protocol"], null), ["TCP"])
}

text(value) := value if is_string(value)

text(value) := "" if not is_string(value)

present(value) if value != null

filled(value) if {
	is_array(value)
	count(value) > 0
}

one_of(value, allowed) if value in allowed

absent_or(value, _) if value == null

absent_or(value, allowed) if value in allowed

includes(value, wanted) if {
	is_array(value)
	wanted in value
}

first_present(value, _) := value if value != null

first_present(value, other) := other if value == null

namespace := object.get(metadata, ["namespace"], "")

name := sprintf("%v/%v", [kind, object.get(metadata, ["name"], "")])

default waived(_) := false

in_time(until) if time.format([time.now_ns(), "UTC", "2006-01-02"]) <= until

message(rule, part, fix) := sprintf("%s breaks '%s'%s: %s", [name, rule, part, fix])
`;

/** Rego version 1 of rules: \`broken\` are the messages of what the object breaks; \`subject\` is left to be said. */
export function regoOf(rules: readonly EnforcedRule[]): string {
  const waivers = rules.flatMap(({ rule, exempted }) => exempted.map((one) => waived(rule, one)));
  return [LIBRARY, ...waivers, ...rules.map(({ rule }) => regoRule(rule))].join('');
}

function waived({ name }: ObjectRule, { namespace, object, until }: Exempted): string {
  const lines = [
    `namespace == ${json(namespace)}`,
    ...(object === undefined ? [] : [`name == ${json(object)}`]),
    ...(until === undefined ? [] : [`in_time(${json(until)})`]),
  ];
  return `\nwaived(${json(name)}) if {\n${lines.map((line) => `\t${line}\n`).join('')}}\n`;
}

function regoRule(rule: ObjectRule): string {
  return `\n# ${rule.name}: ${rule.fix}\n${rule.must.map((condition) => body(rule, condition)).join('\n')}`;
}

function body({ name, kinds, scope, fix }: ObjectRule, condition: Condition): string {
  const lines = [
    ...(kinds ? [`kind in ${json(kinds)}`] : []),
    `not waived(${json(name)})`,
    ...PARTS[scope],
    ...opposite(condition, read(condition, scope)),
    `msg := message(${json(name)}, ${PART_NAMES[scope] ?? '""'}, ${json(fix)})`,
  ];
  return `broken contains msg if {\n${lines.map((line) => `\t${line}\n`).join('')}}\n`;
}

const NAME = 'sprintf(" in %v", [object.get(part, ["name"], "")])';
const PART_NAMES: Partial<Record<Scope, string>> = {
  container: NAME,
  'sized-container': NAME,
  'served-container': NAME,
  volume: NAME,
  'clear-text': 'sprintf(" by %v", [part])',
};

/** How a rule comes to what it looks at; an item of a container knows its pod. */
const PARTS: Readonly<Record<Scope, readonly string[]>> = {
  object: ['part := subject'],
  pod: ['some part in pods'],
  container: inPods(CONTAINER_LISTS.container),
  'sized-container': inPods(CONTAINER_LISTS['sized-container']),
  'served-container': [...inPods(CONTAINER_LISTS['served-container']), 'is_served(part)'],
  volume: inPods(['volumes']),
  'rbac-rule': inObject(OBJECT_LISTS['rbac-rule']),
  'ingress-rule': inObject(OBJECT_LISTS['ingress-rule']),
  'egress-rule': inObject(OBJECT_LISTS['egress-rule']),
  'clear-text': ['some part in clear_text'],
};

function inPods(lists: readonly string[]): readonly string[] {
  return ['some pod in pods', `some part in items(${json(lists)})`];
}

function inObject(path: string): readonly string[] {
  return [`some part in list_of(subject, ${json(path.split('.'))})`];
}

/** The value of a condition's field, as lines that define it. */
function read({ field, inherited }: Condition, scope: Scope): readonly string[] {
  // A value in clear text is known by its name alone.
  if (scope === 'clear-text') return ['value := part'];
  const path = json(keysOf(field));
  const own = `object.get(part, ${path}, null)`;
  return [`value := ${inherited ? `first_present(${own}, object.get(pod, ${path}, null))` : own}`];
}

function opposite(condition: Condition, value: readonly string[]): readonly string[] {
  if ('absent' in condition) return [...value, 'present(value)'];
  if ('excludes' in condition) return [...value, `includes(value, ${json(condition.excludes)})`];
  if ('matchesNot' in condition) return [...value, `regex.match(${json(condition.matchesNot)}, text(value))`];
  return [...value, `not ${kept(condition)}`];
}

type Kept = Exclude<Condition, { absent: true } | { excludes: string } | { matchesNot: string }>;

function kept(condition: Kept): string {
  if ('present' in condition) return 'present(value)';
  if ('filled' in condition) return 'filled(value)';
  if ('oneOf' in condition) return `one_of(value, ${json(condition.oneOf)})`;
  if ('absentOr' in condition) return `absent_or(value, ${json(condition.absentOr)})`;
  if ('includes' in condition) return `includes(value, ${json(condition.includes)})`;
  return `regex.match(${json(condition.matches)}, text(value))`;
}

function json(value: unknown): string {
  return JSON.stringify(value);
}
