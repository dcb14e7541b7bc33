/** A length of time; `Duration` of cdk8s is one. */
export interface DurationLike {
  toMilliseconds(): number;
}

/** An amount of CPU: `'250m'`, `'1.5'`, or `Cpu` of cdk8s-plus. */
export type CpuLike = string | { readonly amount: string };

/** An amount of memory or storage: `'256Mi'`, `'1Gi'`, or `Size` of cdk8s. */
export type SizeLike = string | { toKibibytes(): number };

const BINARY: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50 };
const DECIMAL: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 };

/** Whole seconds, rounded up: a time-out is never shorter than asked for. */
export function toSeconds(duration: DurationLike): number {
  return Math.ceil(duration.toMilliseconds() / 1000);
}

/** Thousandths of a CPU, or undefined when the text is no positive CPU quantity. */
export function parseCpu(cpu: CpuLike): number | undefined {
  const text = typeof cpu === 'string' ? cpu : cpu.amount;
  const match = /^(\d+)m$/.exec(text);
  const millis = match ? Number(match[1]) : /^\d+(\.\d{1,3})?$/.test(text) ? Math.round(Number(text) * 1000) : 0;
  return millis > 0 ? millis : undefined;
}

/** Bytes, or undefined when the text is no positive quantity of memory or storage. */
export function parseBytes(size: SizeLike): number | undefined {
  if (typeof size !== 'string') return size.toKibibytes() * 1024 || undefined;
  const match = /^(\d+(?:\.\d+)?)(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P|)$/.exec(size);
  if (!match) return undefined;
  const bytes = Number(match[1]) * (BINARY[match[2]!] ?? DECIMAL[match[2]!]!);
  return bytes >= 1 ? Math.ceil(bytes) : undefined;
}

/** `250` becomes `250m`, `2000` becomes `2`: Kubernetes' canonical form. */
export function formatCpu(millis: number): string {
  return millis % 1000 === 0 ? String(millis / 1000) : `${millis}m`;
}

/** The largest binary unit that holds the number whole, so that no byte is lost. */
export function formatBytes(bytes: number): string {
  if (bytes === 0) return '0';
  for (const unit of ['Pi', 'Ti', 'Gi', 'Mi', 'Ki']) {
    if (bytes % BINARY[unit]! === 0) return `${bytes / BINARY[unit]!}${unit}`;
  }
  return String(bytes);
}
