import type { ConfigValues } from 'cdk8s-fairway';
import fc from 'fast-check';

/** Texts that one YAML reader or another takes for something else. */
const MISREAD = [
  '',
  ...['yes', 'no', 'on', 'off', 'y', 'N', 'true', 'False', 'null', '~', '.nan', '-.inf', '='],
  ...['1e3', '010', '08', '0x1F', '0b11', '1_000', '12:30:45', '1.', '.5', '+1', '2001-01-01', '2001-01-01T00:00:00Z'],
  ...[': x', 'a: b', '- x', '-', '---', '...', '# x', 'a #b', '&a', '*a', '!a', '|', '>', '%a', '@a', '`a', '{a', '[a'],
  ...['"', "'", "it's", 'a\\nb', '\\', '$(POD_IP)', '{{ a }}', '<<', '?', '? a', ',', ']', '}'],
  ...[
    '\n',
    'a\n',
    'a\nb',
    '\n\n a\n  b\n',
    ' a',
    'a ',
    '\ta',
    'a\tb',
    'a\r\nb',
    'x'.repeat(300),
    `${'word '.repeat(60)}end`,
  ],
  ...['ä', '😀', '\u00a0', '\u200b', '\ufeffa', '\u0000', '\u001b[0m', '\u0085', '\u2028'],
];

/** A reader of YAML 1.2 takes these, which cdk8s writes as YAML 1.1 without quotes, for numbers. */
const OCTAL = /^[-+]?0o[0-7]+$/;

/** Any text, and more often one that is easily misread. */
export const nastyTexts: fc.Arbitrary<string> = fc
  .oneof({ weight: 3, arbitrary: fc.constantFrom(...MISREAD) }, fc.string(), fc.string({ unit: 'binary' }))
  .filter((text) => !OCTAL.test(text));

const KEYS = {
  env: fc.oneof(fc.constantFrom('yes', 'n', 'null', 'NO', '_'), fc.stringMatching(/^K[-._a-zA-Z0-9]{0,12}$/)),
  files: fc.oneof(
    fc.constantFrom('yes', 'null', '1e3', '0x10', '007', '.a'),
    fc.stringMatching(/^[a-z0-9][-._a-zA-Z0-9]{0,12}$/),
  ),
};

/** Configuration with keys for variables or for files, and values that are easily misread. */
export function configValues(as: 'env' | 'files'): fc.Arbitrary<ConfigValues> {
  return fc.dictionary(KEYS[as], fc.oneof(nastyTexts, fc.integer(), fc.boolean(), fc.double({ noNaN: true })), {
    maxKeys: 5,
    noNullPrototype: true,
  });
}
