import { basename, dirname } from 'node:path';
import { rolloutsController } from '../../cluster/canary/programs';
import { apply } from '../../cluster/kubectl';
import { define } from './harness/definitions';
import { operator, untilRolledOut } from './harness/objects';
import { provideImage } from './harness/tools';

const NAME = 'argo-rollouts';
const PROGRAM = '/bin/rollouts-controller';
/** Kinds that the controller watches, and does not start without. */
const PLURALS = ['analysisruns', 'analysistemplates', 'clusteranalysistemplates', 'experiments', 'rollouts'];

/** Starts the controller of Argo Rollouts: the program that the tests on simulated nodes run too, as a pod. */
export async function startRollouts(): Promise<void> {
  const program = await rolloutsController();
  const image = await provideImage({
    name: NAME,
    hash: basename(dirname(program)),
    make: async () => ({ files: { [PROGRAM]: program }, entrypoint: [PROGRAM], user: '65532' }),
  });
  await define(...PLURALS.map((plural) => `${plural}.argoproj.io`));
  const readinessProbe = { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 1 };
  apply(operator(NAME, { image, args: ['--leader-elect=false'], readinessProbe }));
  untilRolledOut(NAME, `deployment/${NAME}`);
}
