import { createHash } from 'node:crypto';
import { isIP } from 'node:net';

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const SERVICE_NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const LABEL_NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const PORT_NAME = /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/;
const CONFIG_KEY = /^[-._a-zA-Z0-9]{1,253}$/;
const ENV_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;
const TOPIC_NAME = /^[a-zA-Z0-9._-]{1,249}$/;

/** Kubernetes takes no key that could lead out of the folder it is mounted in. */
const leavesFolder = (value: string): boolean => value === '.' || value.startsWith('..');
/** RFC 1123 label: the name of a Namespace or of a container. */
export const isDnsLabel = (value: string): boolean => DNS_LABEL.test(value);
/** RFC 1035 label: the name of a Service, which must begin with a letter. */
export const isServiceName = (value: string): boolean => SERVICE_NAME.test(value);
/** RFC 1123 subdomain: a host, or the name of most objects. */
export const isDnsSubdomain = (value: string): boolean => value.length <= 253 && DNS_SUBDOMAIN.test(value);
export const isLabelValue = (value: string): boolean => LABEL_VALUE.test(value);
/** A port's name, at most 15 characters (IANA service name). */
export const isPortName = (value: string): boolean => PORT_NAME.test(value);
/** A key of a ConfigMap or Secret. */
export const isConfigKey = (value: string): boolean => CONFIG_KEY.test(value) && !leavesFolder(value);
/** What Kubernetes takes as the name of an environment variable: dots and dashes too. */
export const isEnvName = (value: string): boolean => ENV_NAME.test(value) && !leavesFolder(value);
export const isTopicName = (value: string): boolean => TOPIC_NAME.test(value) && value !== '.' && value !== '..';

/** Addresses with their mask, `203.0.113.0/24` or `2001:db8::/32`. */
export function isNetwork(value: string): boolean {
  const [address, bits = '', ...rest] = value.split('/');
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address!)]!;
  return rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= longest;
}

/** A label's key: an optional DNS subdomain and a slash, then a name of at most 63 characters. */
export function isLabelKey(value: string): boolean {
  const slash = value.indexOf('/');
  if (slash < 0) return LABEL_NAME.test(value);
  return isDnsSubdomain(value.slice(0, slash)) && LABEL_NAME.test(value.slice(slash + 1));
}

/** The nearest name that is a valid Service name, for "did you mean". */
export function suggestServiceName(value: string): string {
  const kebab = value
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 63)
    .replace(/-+$/, '');
  return kebab === '' ? 'my-service' : kebab;
}

/** `order-events` becomes `ORDER_EVENTS`, the stem of an environment variable. */
export function toEnvStem(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
}

/** Anything becomes a label value: what a label cannot hold turns into a dash, the rest is cut at 63. */
export function toLabelValue(text: string): string {
  return text
    .replace(/[^-A-Za-z0-9_.]+/g, '-')
    .slice(0, 63)
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
}

/** Ten hexadecimal digits that stand for the content: equal content, equal hash, in any order of keys. */
export function contentHash(data: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 10);
}
