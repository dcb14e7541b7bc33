import { Yaml } from 'cdk8s';

const INDENT = '  ';
/** Longer texts do not repeat. */
const LONGEST_KEPT = 200;
/**
 * Names, paths and images, which no schema of YAML takes for anything but text: they begin with two letters (`e-0` would
 * be a number), and no word for a boolean or for null has one of these signs in it. They are written as they are.
 */
const PLAIN = /^[A-Za-z]{2}[A-Za-z0-9]*(?:[-./:_]+[A-Za-z0-9]+)+$/;

/**
 * The very bytes of `Yaml.stringify`, which decides for every single text anew how it must be quoted. The texts of
 * manifests repeat, so each is asked for once; what is left is indentation.
 */
export function stringify(documents: readonly object[]): string {
  return documents.map((document) => `${node(document, '').slice(1)}\n`).join('---\n');
}

/** A value behind its key or dash: on the same line, or below it. */
function node(value: unknown, indent: string): string {
  if (Array.isArray(value)) return value.length === 0 ? ' []' : list(value, indent);
  if (typeof value === 'object' && value !== null) return mapping(value as Record<string, unknown>, indent);
  return ` ${scalar(value, indent)}`;
}

function mapping(object: Record<string, unknown>, indent: string): string {
  const keys = Object.keys(object);
  if (keys.length === 0) return ' {}';
  const within = indent + INDENT;
  let text = '';
  for (const name of keys) text += `\n${indent}${key(name, indent)}:${node(object[name], within)}`;
  return text;
}

/** An item that is a collection begins on the line of its dash. */
function list(items: readonly unknown[], indent: string): string {
  const within = indent + INDENT;
  return items
    .map((item) => {
      const text = node(item, within);
      return `\n${indent}- ${text.slice(text.startsWith('\n') ? within.length + 1 : 1)}`;
    })
    .join('');
}

const topKeys = new Map<string, string>();
const innerKeys = new Map<string, string>();
const texts = new Map<string, string>();

/** At the beginning of a line some keys read as the end of the document, and are quoted. */
function key(name: string, indent: string): string {
  const keys = indent === '' ? topKeys : innerKeys;
  let text = keys.get(name);
  if (text === undefined) {
    const sample = Yaml.stringify(indent === '' ? { [name]: 0 } : { k: { [name]: 0 } });
    text = sample.slice(indent === '' ? 0 : 'k:\n  '.length, -': 0\n'.length);
    keys.set(name, text);
  }
  return text;
}

/** A text of several lines is indented like what stands around it; its empty lines are not. */
function scalar(value: unknown, indent: string): string {
  if (typeof value !== 'string') return plainScalar(value);
  const text = textOf(value);
  return text.includes('\n') ? text.replace(/\n(?=[^\n])/g, `\n${indent.slice(INDENT.length)}`) : text;
}

function plainScalar(value: unknown): string {
  const isPlain = typeof value === 'boolean' || (Number.isSafeInteger(value) && !Object.is(value, -0));
  return isPlain ? String(value) : scalarText(value);
}

function textOf(value: string): string {
  if (PLAIN.test(value)) return value;
  if (value.length > LONGEST_KEPT) return scalarText(value);
  let text = texts.get(value);
  if (text === undefined) {
    text = scalarText(value);
    texts.set(value, text);
  }
  return text;
}

function scalarText(value: unknown): string {
  return Yaml.stringify({ k: value }).slice('k: '.length, -1);
}
