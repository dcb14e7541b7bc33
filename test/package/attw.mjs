import { readFileSync } from 'node:fs';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';

/** Resolution before `exports`, which Node.js has not had since version 12. */
const OLD = 'node10';

const analysis = await checkPackage(createPackageFromTarballData(readFileSync(process.argv[2])));
if (analysis.types === false) throw new Error('the package has no types');
const problems = analysis.problems.filter(({ resolutionKind }) => resolutionKind !== OLD);
process.stdout.write(JSON.stringify({ entries: Object.keys(analysis.entrypoints), problems }));
