import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { formatBytes, formatCpu, parseBytes, parseCpu, toSeconds } from '../../lib/model/units';

test('a duration is rounded up to whole seconds', () => {
  expect(
    [Duration.millis(1), Duration.millis(1000), Duration.millis(1001), Duration.minutes(2)].map(toSeconds),
  ).toEqual([1, 1, 2, 120]);
});

test.each([
  ['250m', 250],
  ['1', 1000],
  ['1.5', 1500],
  ['0.001', 1],
  ['2.25', 2250],
  ['12', 12_000],
])('CPU %s is %i thousandths', (text, millis) => {
  expect(parseCpu(text)).toBe(millis);
});

test.each([
  '',
  '0',
  '0m',
  '-1',
  '-100m',
  '1.5m',
  '0.0005',
  '1e3',
  '100 m',
  '100mm',
  '100M',
  'much',
  '1,5',
  ' 1',
  '1\n',
])('refuses the CPU %j', (text) => {
  expect(parseCpu(text)).toBeUndefined();
});

test('CPU of cdk8s-plus is taken', () => {
  expect(parseCpu(Cpu.millis(250))).toBe(250);
  expect(parseCpu(Cpu.units(2))).toBe(2000);
  expect(parseCpu(Cpu.units(0))).toBeUndefined();
});

test.each([
  ['256Mi', 268_435_456],
  ['1.5Gi', 1_610_612_736],
  ['1Ki', 1024],
  ['1Ti', 2 ** 40],
  ['1Pi', 2 ** 50],
  ['1k', 1000],
  ['5M', 5_000_000],
  ['2G', 2e9],
  ['1T', 1e12],
  ['1P', 1e15],
  ['1000', 1000],
  ['0.0001Ki', undefined],
  ['1.0001k', 1001],
])('%s is %d bytes', (text, bytes) => {
  expect(parseBytes(text)).toBe(bytes);
});

test.each(['', '0', '0Mi', '-1Mi', '1KB', '1mi', '1 Mi', '1e3', 'Mi', '.5Gi', '1Mi ', '1_000'])(
  'refuses the size %j',
  (text) => {
    expect(parseBytes(text)).toBeUndefined();
  },
);

test('Size of cdk8s is taken', () => {
  expect(parseBytes(Size.mebibytes(64))).toBe(64 * 2 ** 20);
});

test('refuses a Size of nothing', () => {
  expect(parseBytes(Size.mebibytes(0))).toBeUndefined();
});

test.each([
  [1, '1m'],
  [250, '250m'],
  [1000, '1'],
  [1500, '1500m'],
  [12_000, '12'],
  [0, '0'],
])('%i thousandths of CPU are written %s', (millis, text) => {
  expect(formatCpu(millis)).toBe(text);
});

test.each([
  [0, '0'],
  [1, '1'],
  [1000, '1000'],
  [1024, '1Ki'],
  [1536 * 2 ** 20, '1536Mi'],
  [2 ** 30, '1Gi'],
  [3 * 2 ** 40, '3Ti'],
  [2 ** 50, '1Pi'],
])('%d bytes are written %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('no byte is lost between writing and reading', () => {
  for (const bytes of [1, 999, 1025, 4097, 2 ** 20 + 1, 5e9]) expect(parseBytes(formatBytes(bytes))).toBe(bytes);
});
