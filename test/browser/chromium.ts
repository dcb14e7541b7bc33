import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const USUAL = '/usr/bin/chromium';

/** What Chromium is started with: alone, without asking anybody for anything. */
export const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The Chromium of this machine. Throws with what was looked for. */
export function chromiumPath(env: NodeJS.ProcessEnv = process.env): string {
  const { CHROMIUM_PATH: given, PATH = '' } = env;
  if (given) {
    if (isExecutable(given)) return given;
    throw new Error(`CHROMIUM_PATH is '${given}', and no program is there`);
  }
  const folders = PATH.split(delimiter).filter((folder) => folder !== '');
  const found = [USUAL, ...folders.flatMap((folder) => NAMES.map((name) => join(folder, name)))].find(isExecutable);
  if (found !== undefined) return found;
  throw new Error(
    `the browser tests need a Chromium, and there is none: neither ${USUAL} nor ${NAMES.join(', ')} in PATH. Install one (Debian: apt-get install chromium), or set CHROMIUM_PATH`,
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
