import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cached, cacheFolder, contentHash } from './cache';
import { locked } from './lock';

const before = process.env.XDG_CACHE_HOME;
let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'fairway-cache-'));
  process.env.XDG_CACHE_HOME = home;
});

afterEach(() => {
  if (before === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = before;
  rmSync(home, { recursive: true });
});

test('a folder is made once, also for two who ask at the same time', async () => {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  let times = 0;
  const make = async (folder: string): Promise<void> => {
    times += 1;
    writeFileSync(join(folder, 'file'), 'text');
  };

  const [first, second] = await Promise.all([cached('tool', '1', make), cached('tool', '1', make)]);

  expect(times).toBe(1);
  expect(stderr).toHaveBeenCalledWith(expect.stringContaining(`waiting for process ${process.pid}`));
  stderr.mockRestore();
  expect(second).toBe(first);
  expect(readdirSync(first)).toEqual(['file']);
  expect(readdirSync(cacheFolder())).toEqual(['tool-1']);
});

test('a folder whose making fails is not there', async () => {
  const make = async (folder: string): Promise<void> => {
    writeFileSync(join(folder, 'half'), '');
    throw new Error('no disk');
  };

  await expect(cached('tool', '1', make)).rejects.toThrow('no disk');

  expect(readdirSync(cacheFolder())).toEqual([]);
});

test('the lock of a process that was killed does not hold', async () => {
  const lock = join(home, 'a.lock');
  // Above every process number that Linux and macOS give.
  writeFileSync(lock, '99999999');

  await expect(locked(lock, async () => existsSync(lock))).resolves.toBe(true);

  expect(existsSync(lock)).toBe(false);
});

test('the hash follows names, contents and texts', () => {
  writeFileSync(join(home, 'a'), 'one');
  const hash = contentHash(home, 'go1');
  expect(contentHash(home, 'go1')).toBe(hash);
  expect(contentHash(home, 'go2')).not.toBe(hash);

  writeFileSync(join(home, 'a'), 'two');
  const changed = contentHash(home, 'go1');
  expect(changed).not.toBe(hash);

  writeFileSync(join(home, 'b'), '');
  expect(contentHash(home, 'go1')).not.toBe(changed);
});
