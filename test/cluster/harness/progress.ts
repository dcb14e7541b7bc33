const INTERVAL_MS = 15_000;

/** On standard error: standard output is for answers. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Says that a long piece of work begins, every few seconds how far it is, and that it is done. */
export async function reported<T>(what: string, work: (note: (detail: string) => void) => Promise<T>): Promise<T> {
  const begin = Date.now();
  let detail = '';
  const seconds = (): number => Math.round((Date.now() - begin) / 1000);
  say(`${what} …`);
  const timer = setInterval(() => say(`${what}: ${seconds()} s${detail}`), INTERVAL_MS);
  try {
    const result = await work((text) => {
      detail = `, ${text}`;
    });
    say(`${what}: done in ${seconds()} s`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
