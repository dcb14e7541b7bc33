import { App } from 'cdk8s-fairway';
import { deploy } from 'cdk8s-fairway/pulumi';
import { buildSystem } from '../../systems';

// Several environments in one stack, for the sake of the test's time; a user has one a stack.
const systems = JSON.parse(process.env.FAIRWAY_SYSTEMS ?? '[]') as string[];
for (const name of systems) deploy(buildSystem(name, new App({ onIssue: () => undefined })), { skipAwait: true });
