import { onInterrupt } from './interrupts';
import { openRunFolder } from './run-folder';

/** Jest's global setup and teardown are two files, and this is what they share. */
let work: () => void = () => undefined;

export function tearDown(): void {
  work();
}

/** Gives the run a folder, which goes at its end and when it is interrupted, as does what it has started. */
export function endWithRun(stop: () => void): string {
  const folder = openRunFolder();
  const settled = [onInterrupt(stop), onInterrupt(folder.interrupt)];
  work = () => {
    for (const settle of settled) settle();
    folder.remove();
    stop();
  };
  return folder.path;
}
