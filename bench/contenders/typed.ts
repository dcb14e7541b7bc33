import { k8s } from 'cdk8s-plus-28';
import type { HeldObject } from './held';

const QUANTITIES = new Set(['limits', 'requests', 'hard', 'default', 'defaultRequest']);
const NUMBERS_OR_NAMES = new Set(['targetPort', 'maxSurge', 'maxUnavailable']);
/** In these, and in a NetworkPolicy, a port has a number or a name; elsewhere it is a number. */
const CHECKS = new Set(['httpGet', 'tcpSocket']);

type Data = Readonly<Record<string, unknown>>;

/** The fields of an object as the classes of cdk8s-plus-28 take them: quantities, numbers and names have types of their own. */
export function typed({ apiVersion: _apiVersion, kind, ...props }: HeldObject): object {
  const portsHaveNames = kind === 'NetworkPolicy';
  const fields = (data: Data, parent: string): object =>
    Object.fromEntries(Object.entries(data).map(([key, value]) => [key, field(key, value, parent)]));
  const field = (key: string, value: unknown, parent: string): unknown => {
    const portHasName = key === 'port' && (portsHaveNames || CHECKS.has(parent));
    if (portHasName || NUMBERS_OR_NAMES.has(key)) return numberOrName(value);
    if (QUANTITIES.has(key) && !Array.isArray(value)) return quantities(value as Data);
    return within(value, key);
  };
  const within = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => within(item, key));
    return typeof value === 'object' && value !== null ? fields(value as Data, key) : value;
  };
  return fields(props, '');
}

function numberOrName(value: unknown): k8s.IntOrString {
  return typeof value === 'number' ? k8s.IntOrString.fromNumber(value) : k8s.IntOrString.fromString(String(value));
}

function quantities(values: Data): object {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, k8s.Quantity.fromString(String(value))]),
  );
}
