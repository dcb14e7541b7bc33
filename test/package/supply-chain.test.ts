import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './consumer';

interface Locked {
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly peer?: boolean;
  readonly hasInstallScript?: boolean;
}

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const lock: Record<string, Locked> = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
const packages = Object.entries(lock).filter(([path]) => path !== '');

test('nothing of this package runs when it is installed', () => {
  const scripts = Object.keys(manifest.scripts);

  expect(scripts.filter((name) => /^(pre|post)?install$|^(pre|post)?prepare$|^prepublish$/.test(name))).toEqual([]);
});

test('what it brings is known by its hash, and runs nothing when it is installed', () => {
  const brought = packages.filter(([, { dev, peer }]) => !dev && !peer);

  expect(brought.length).toBeGreaterThan(0);
  expect(brought.filter(([, { integrity }]) => integrity === undefined).map(([path]) => path)).toEqual([]);
  expect(brought.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual([]);
});

test('packages of its tests that would run something are named and refused', () => {
  const willing = packages.filter(([, { hasInstallScript }]) => hasInstallScript);
  const names = willing.map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));

  expect(names.filter((name) => manifest.allowScripts[name] !== false && name !== 'fsevents')).toEqual([]);
});

test('versions of development are exact', () => {
  const versions: Record<string, string> = manifest.devDependencies;

  expect(Object.entries(versions).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});
