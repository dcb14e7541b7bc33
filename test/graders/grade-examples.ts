import { join } from 'node:path';
import { GRADED, withExample, yamlFiles } from './examples';
import { type Graded, grade } from './findings';

export interface GradedEnvironment extends Graded {
  /** Like `shop/prod`. */
  readonly environment: string;
}

/** What every grader says of every environment that people depend on. */
export async function gradeExamples(): Promise<readonly GradedEnvironment[]> {
  const all: GradedEnvironment[] = [];
  for (const [example, environments] of Object.entries(GRADED)) {
    await withExample(example, async (folder) => {
      for (const environment of environments) {
        const place = join(folder, environment);
        all.push({ environment: `${example}/${environment}`, ...(await grade(place, yamlFiles(place))) });
      }
    });
  }
  return all;
}
