import { filesIn, temporaryFolder } from '../support/testing';

/** What the example's program for Argo CD writes, by file. */
export function deliveryExample(): Readonly<Record<string, string>> {
  const outdir = temporaryFolder();
  const before = process.env.CDK8S_OUTDIR;
  process.env.CDK8S_OUTDIR = outdir;
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    jest.isolateModules(() => require('../../examples/shop/delivery'));
    return filesIn(outdir);
  } finally {
    stderr.mockRestore();
    if (before === undefined) delete process.env.CDK8S_OUTDIR;
    else process.env.CDK8S_OUTDIR = before;
  }
}
