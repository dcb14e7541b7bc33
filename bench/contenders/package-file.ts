import { dirname, join } from 'node:path';

/** A file of the built package that is no part of its public names. */
export function packageFile(path: string): unknown {
  return require(join(dirname(require.resolve('cdk8s-fairway')), path));
}
