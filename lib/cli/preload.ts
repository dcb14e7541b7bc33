import { writeFileSync } from 'node:fs';
import { startRecording } from './record';

/**
 * Loaded into the user's program before its first line. When the program ends, however it does, what it declared is
 * written to a file; a process that declares no environment, like npx or a compiler on the way, writes none.
 */
export function recordTo(file: string): void {
  const recording = startRecording();
  process.on('exit', () => {
    try {
      const environments = recording();
      if (environments.length > 0) writeFileSync(file, JSON.stringify(environments), { mode: 0o600 });
    } catch {
      // What cannot be turned into objects stops the synth too, which has told why by now.
    }
  });
}
